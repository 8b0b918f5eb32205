"""What must hold of every ledger, whatever the release: checked on every build, and printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder.engines import Engine, Source, open_runner
from finalorder.errors import DamagedError
from finalorder.ledger.derive import LEDGER_TABLES, build_release_info, load_ledger_steps


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence that must hold, and how many rows of the ledger break it."""

    name: str
    violations: int

    @property
    def holds(self) -> bool:
        """Whether no row breaks it."""
        return self.violations == 0

    @property
    def sentence(self) -> str:
        """The sentence, and how many rows break it if any do."""
        return self.name if self.holds else f"{self.name}: broken by {self.violations:,} rows"


def check_ledger_invariants(
    ledger: Path | Mapping[str, Source], release_day: date, *, engine: Engine | None = None
) -> list[Invariant]:
    """Check every invariant of a ledger: a folder of Parquet files, or its tables by name."""
    scratch = ledger if isinstance(ledger, Path) else None
    tables = {name: ledger / f"{name}.parquet" for name in LEDGER_TABLES} if isinstance(ledger, Path) else ledger
    sources = {**tables, "release_info": build_release_info(release_day)}
    with open_runner(load_ledger_steps(), sources, engine=engine, scratch=scratch) as runner:
        rows = runner.query("invariants").to_pylist()
    return [Invariant(row["name"], row["violations"]) for row in rows]


def find_broken(found: Iterable[Invariant]) -> list[Invariant]:
    """Return those that do not hold."""
    return [invariant for invariant in found if not invariant.holds]


def require_invariants(found: Iterable[Invariant]) -> None:
    """Refuse a ledger of which an invariant does not hold.

    :raises FinalorderError: that names every broken invariant.
    """
    if names := [invariant.sentence for invariant in find_broken(found)]:
        raise DamagedError(
            f"the ledger contradicts itself ({'; '.join(names)}), so it was not published; report it with the "
            "release's name, or build with --allow-mismatch to publish it with this note."
        )
