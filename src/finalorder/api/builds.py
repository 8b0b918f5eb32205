"""What makes a lake: simulate, fetch, build, derive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finalorder import cohorts, ledger, measures
from finalorder.engines import LOCAL_MASTER, EngineName, Step, StepRunner, check_startable
from finalorder.lake import Draft, Lake, Manifest, Release
from finalorder.releases import SILENT_PROGRESS, ReadProgress, read_release

if TYPE_CHECKING:
    from finalorder.fetch import FetchListener, FetchResult

StepCallback = Callable[[str], None]


def _ignore_step(_: str) -> None:
    pass


def fetch(
    url: str | None = None,
    to: str | Path = "releases",
    *,
    tables: Sequence[str] = (),
    checksums: bool = True,
    listener: "FetchListener | None" = None,
) -> "FetchResult":
    """Fetch the court's release into a folder, if it is new; interrupted, it goes on where it stopped.

    :param tables: only these tables, by range requests; ``lookups`` means all lookups.
    :raises FinalorderError: if there is none, or it cannot be had, kept or trusted.
    """
    from finalorder.fetch import SILENT_FETCH_LISTENER, fetch_release

    watching = listener or SILENT_FETCH_LISTENER
    return fetch_release(url, Path(to), tables=tables, checksums=checksums, listener=watching)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: the published release, the rows of each ledger table, and what was found to hold of them."""

    release: Release
    ledger_rows: dict[str, int]
    invariants: list[ledger.Invariant]

    def compute_checksums(self) -> dict[str, str]:
        """The SHA-256 of each ledger table's rows as CSV: equal for equal rows, whatever engine made them."""
        return {name: ledger.compute_checksum(self.release.find_ledger_path(name)) for name in self.ledger_rows}

    @property
    def summary(self) -> dict[str, Any]:
        """The release's own record with the ledger's row counts, and how many rows break each of its invariants."""
        checked = {invariant.name: invariant.violations for invariant in self.invariants}
        return {
            **self.release.info,
            "path": str(self.release.path),
            "ledger": self.ledger_rows,
            "invariants": checked,
        }


def build(
    source: Path,
    lake_dir: Path,
    *,
    only: Sequence[str] = (),
    allow_mismatch: bool = False,
    release_day: date | None = None,
    engine: EngineName = "duckdb",
    master: str = LOCAL_MASTER,
    progress: ReadProgress = SILENT_PROGRESS,
    said: StepCallback = _ignore_step,
) -> BuildResult:
    """Read a release, derive its ledger and cohorts, and publish it; the release that was there before stays till then.

    :param release_day: the release's day, where neither a folder in it nor its own name says it.
    :param engine: where the ledger's SQL runs; the rows are the same on each.
    :param master: where Spark runs, if it is the engine.
    :raises FinalorderError: if the release cannot be read whole, its accounting does not add up, an invariant of its
        ledger
        does not hold, or the engine cannot start.
    """
    check_startable(engine, master)
    draft = read_release(
        source,
        Lake(lake_dir),
        only=only,
        allow_mismatch=allow_mismatch,
        release_day=release_day,
        progress=progress,
    )
    try:
        rows, invariants = _derive_draft(draft, said, engine, master)
        return BuildResult(draft.publish(), rows, invariants)
    except BaseException:
        draft.discard()
        raise


def derive(
    lake_dir: Path,
    name: str | None = None,
    *,
    engine: EngineName = "duckdb",
    master: str = LOCAL_MASTER,
    said: StepCallback = _ignore_step,
) -> BuildResult:
    """Derive the ledger, cohorts and cubes again from a release's tables, and publish them with it.

    :raises FinalorderError: as :func:`build`.
    """
    check_startable(engine, master)
    lake = Lake(lake_dir)
    draft = lake.copy_to_draft(lake.open_release(name), without=("ledger", "cohorts", "cubes"))
    try:
        rows, invariants = _derive_draft(draft, said, engine, master)
        return BuildResult(draft.publish(), rows, invariants)
    except BaseException:
        draft.discard()
        raise


def _derive_draft(
    draft: Draft, said: StepCallback, engine: EngineName, master: str
) -> tuple[dict[str, int], list[ledger.Invariant]]:
    manifest = Manifest.read(draft.path)
    day = manifest.release_day
    tables = {name: draft.path / "tables" / f"{name}.parquet" for name in ledger.list_ledger_inputs()}
    if not all(path.exists() for path in tables.values()):
        return {}, []  # only some tables were asked for: they are published without a ledger
    rows = ledger.derive_release(tables, day, draft.path / "ledger", engine=engine, master=master, done=said)
    invariants = ledger.check_ledger_invariants(draft.path / "ledger", day)
    if not manifest.details["allow_mismatch"]:
        ledger.require_invariants(invariants)
    derived = Release(draft.name, draft.path, manifest)
    _write_cohorts(derived, said)
    measures.write_cubes(derived, draft.path / measures.CUBES_FOLDER, done=said)
    _write_scopes(derived, said)
    return rows, invariants


def _write_scopes(release: Release, said: StepCallback) -> None:
    """The counts of the operations that ship, as of their announcement: they are asked for most, and in a hurry."""
    from finalorder.operations import list_shipped_operations, load_operation

    for name in list_shipped_operations():
        each = load_operation(name, cohorts=cohorts.list_cohort_names())
        if each.announced <= release.day:
            target = release.path / measures.CUBES_FOLDER
            measures.prepare_scope(release, target, each.announced, each.cities, each.cohorts, each.id)
            said(f"scope {each.id}")


def _write_cohorts(release: Release, said: StepCallback) -> None:
    """``cohorts/NAME.parquet`` as of the release day; other days are asked of the ledger when they are needed."""
    target = release.path / "cohorts"
    target.mkdir(exist_ok=True)
    with cohorts.open_cohorts(release, release.day) as runner:
        for name in cohorts.list_cohort_names():
            _write_cohort(runner, name, target)
            said(f"cohort {name}")


def _write_cohort(runner: StepRunner, name: str, target: Path) -> None:
    rows = Step(f"{name}_in_order", f"SELECT idncase, order_id, lower, upper, evidence FROM {name} ORDER BY idncase")
    runner.extend({}, [rows]).write(rows.name, target / f"{name}.parquet")
