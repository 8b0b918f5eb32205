"""What must hold of every ledger, whatever the release: checked on every build, and printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from finalorder.engines import DuckDB
from finalorder.errors import DamagedError
from finalorder.ledger.derive import read_ledger_sql

CHECKED_TABLES = ("completions", "hearings", "orders", "cases")


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


def check_ledger_invariants(ledger: Path | DuckDB, release_day: date) -> list[Invariant]:
    """Every invariant of a ledger, in a folder of Parquet files or in an engine that holds its tables."""
    if isinstance(ledger, Path):
        with DuckDB(spill=ledger) as engine:
            engine.register_all({name: ledger / f"{name}.parquet" for name in CHECKED_TABLES})
            return check_ledger_invariants(engine, release_day)
    ledger.register("release_info", pa.table({"release_day": pa.array([release_day], pa.date32())}))
    rows = ledger.query(read_ledger_sql("invariants"), step="invariants").to_pylist()
    return [Invariant(row["name"], row["violations"]) for row in rows]


def find_broken(found: Iterable[Invariant]) -> list[Invariant]:
    """Those that do not hold."""
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
