"""What a release in the lake says of itself: ``release.json``, its only file with timestamps.

The format has a number. What the first edition wrote has none; that and a newer one are refused in a sentence that
says what to do. Whatever somebody wants to know of a release is a field here: nothing is read out of its name.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from finalorder.errors import DamagedError, InputError, UnavailableError

FORMAT = 1
MANIFEST_FILE = "release.json"
#: the lineage of the court's own releases
COURT_LINEAGE = "court"


@dataclass(frozen=True, slots=True)
class SimulationSettings:
    """What a simulated release was made with; ``parameters`` is a digest of the file that replaced some, if one did.

    ``since`` is the month of the first release of those that this one follows.
    """

    month: str
    seed: int
    scale: float
    faults: float
    parameters: str = ""
    since: str = ""

    @property
    def lineage(self) -> str:
        """What releases share that differ in their month only."""
        return f"simulation seed={self.seed} scale={self.scale:g} faults={self.faults:g} parameters={self.parameters}"

    @property
    def release_name(self) -> str:
        """What the lake calls the release."""
        own = f"-p{self.parameters}" if self.parameters else ""
        return f"simulated-{self.month}-seed{self.seed}-x{self.scale:g}-f{self.faults:g}{own}"


@dataclass(frozen=True, slots=True)
class TableRecord:
    """A file of the release: its rows, the columns that identify one, and the SHA-256 of its bytes."""

    rows: int
    key: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A stage of a build that is done: the digest of all that it read, and what it wrote."""

    inputs: str
    outputs: tuple[str, ...]
    #: what the stage found and later ones or readers want to know
    found: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that is known of a release besides its tables."""

    name: str
    release_day: date
    simulated: bool
    lineage: str = COURT_LINEAGE
    simulation: SimulationSettings | None = None
    tables: dict[str, TableRecord] = field(default_factory=dict)
    stages: dict[str, StageRecord] = field(default_factory=dict)
    #: what the reader wrote down: source, version, time, counts, empty cells, findings
    details: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a version of a release.

        :raises FinalorderError: if it is damaged, or of another format than this program's.
        """
        path = folder / MANIFEST_FILE
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            _require_format(record.pop("format", None), folder)
            return cls._from_record(record)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedError(f"{path} is damaged ({error}); build the release again.") from error

    @classmethod
    def _from_record(cls, record: dict[str, Any]) -> Self:
        simulation = record.pop("simulation", None)
        tables, stages = record.pop("tables"), record.pop("stages")
        return cls(
            name=str(record.pop("name")),
            release_day=date.fromisoformat(record.pop("release_day")),
            simulated=bool(record.pop("simulated")),
            lineage=str(record.pop("lineage")),
            simulation=SimulationSettings(**simulation) if simulation else None,
            tables={name: TableRecord(r["rows"], tuple(r["key"]), r["digest"]) for name, r in tables.items()},
            stages={name: StageRecord(r["inputs"], tuple(r["outputs"]), r["found"]) for name, r in stages.items()},
            details=record,
        )

    def to_record(self) -> dict[str, Any]:
        """Return the manifest as JSON has it, the reader's details beside its own fields."""
        own = asdict(replace(self, details={}))
        own.pop("details")
        return {"format": FORMAT, **own, "release_day": self.release_day.isoformat(), **self.details}

    def write(self, folder: Path) -> None:
        """Write the manifest into a version's folder, whole or not at all."""
        aside = folder / f"{MANIFEST_FILE}.new"
        aside.write_text(json.dumps(self.to_record(), indent=1) + "\n", encoding="utf-8")
        aside.replace(folder / MANIFEST_FILE)

    def add_stage(self, name: str, record: StageRecord, tables: Mapping[str, TableRecord]) -> Self:
        """Return the manifest with one more stage done, and the tables that it wrote."""
        return replace(self, stages={**self.stages, name: record}, tables={**self.tables, **tables})

    def remove_stage(self, name: str) -> Self:
        """Return the manifest without a stage and the tables that it wrote."""
        outputs = {output.removesuffix(".parquet") for output in self.stages[name].outputs}
        stages = {each: record for each, record in self.stages.items() if each != name}
        return replace(self, stages=stages, tables={n: r for n, r in self.tables.items() if n not in outputs})


def is_marked_simulated(folder: Path) -> bool:
    """Return whether a version says that it is simulated, in whatever format it is written."""
    try:
        return bool(json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["simulated"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"{folder / MANIFEST_FILE} is damaged ({error}); build the release again.") from error


def _require_format(found: object, folder: Path) -> None:
    if found is None:
        raise InputError(
            f"{folder} was written by the first edition of finalorder, whose lakes had no format number; "
            "build the release again, from its zip."
        )
    if not isinstance(found, int):
        raise ValueError(f"format {found!r}")  # noqa: TRY004 - damage, like any other wrong value
    if found > FORMAT:
        raise UnavailableError(
            f"{folder} has the lake format {found} and this finalorder knows {FORMAT}; install a newer finalorder."
        )
    if found < FORMAT:
        raise InputError(f"{folder} has the older lake format {found}, not {FORMAT}; build the release again.")
