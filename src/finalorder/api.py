"""finalorder from Python: the same operations as the command line, as functions."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts, ledger, measures, registry
from finalorder.engines import LOCAL_MASTER, DuckDB, EngineName, UserRelation, check_startable, open_relation
from finalorder.errors import Problem
from finalorder.lake import Draft, Lake, Release
from finalorder.releases import SILENT_PROGRESS, ReadProgress, read_release

if TYPE_CHECKING:
    from finalorder.answers import Shown
    from finalorder.operations import Scope
    from finalorder.reports import CheckResult

StepCallback = Callable[[str], None]


def _ignore_step(_: str) -> None:
    pass


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


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table of the lake, not yet read: as Arrow, polars, pandas or a DuckDB relation, whichever is installed."""

    path: Path

    def arrow(self) -> pa.Table:
        """The table in memory, as Arrow."""
        return pq.read_table(self.path)

    def duckdb(self) -> UserRelation:
        """The table as a DuckDB relation, read as far as a query needs."""
        return open_relation(self.path)

    def polars(self) -> Any:
        """The table as a polars frame; needs polars."""
        return _import_optional("polars").from_arrow(self.arrow())

    def pandas(self) -> Any:
        """The table as a pandas frame; needs pandas."""
        _import_optional("pandas")
        return self.arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)


def _import_optional(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError as error:
        raise Problem(f"{library} is not installed; run `pip install {library}`, or use .arrow().") from error


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release that is open for reading, row by row, on your own machine. Its rows are not for publication."""

    release: Release

    def table(self, name: str) -> "LakeTable":
        """A core table (``proceedings``), a lookup (``tbllookupbasecity``), or a ledger table (``ledger/orders``).

        :raises Problem: if the release has no such table.
        """
        return LakeTable(self.path(name))

    def as_of(self, day: date) -> pa.Table:
        """The orders made by a day as they were on it: final, undone or neither, and which stood.

        :raises Problem: if the day is before 1997 or after the release.
        """
        return ledger.compute_orders_as_of(self.path("ledger/orders"), cohorts.validate_as_of(day, self.release))

    def path(self, name: str) -> Path:
        """Where the Parquet file of a table lies, for any other reader."""
        folder, _, last = name.rpartition("/")
        if folder == "ledger":
            return self.release.find_ledger_path(last)
        known = {table.name for table in registry.list_lookup_tables()}
        return self.release.find_lookup_path(last) if last in known else self.release.find_table_path(last)


def open(lake_dir: str | Path, release: str | None = None) -> OpenRelease:
    """Open a release of a lake: the named one, else the newest real one, else the only one.

    :raises Problem: if the lake has no such release.
    """
    return OpenRelease(Lake(Path(lake_dir)).open_release(release))


def build(
    source: Path,
    lake_dir: Path,
    *,
    only: Sequence[str] = (),
    allow_mismatch: bool = False,
    engine: EngineName = "duckdb",
    master: str = LOCAL_MASTER,
    progress: ReadProgress = SILENT_PROGRESS,
    said: StepCallback = _ignore_step,
) -> BuildResult:
    """Read a release, derive its ledger and cohorts, and publish it; the release that was there before stays till then.

    :param engine: where the ledger's SQL runs; the rows are the same on each.
    :param master: where Spark runs, if it is the engine.
    :raises Problem: if the release cannot be read whole, its accounting does not add up, an invariant of its ledger
        does not hold, or the engine cannot start.
    """
    check_startable(engine, master)
    draft = read_release(source, Lake(lake_dir), only=only, allow_mismatch=allow_mismatch, progress=progress)
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

    :raises Problem: as :func:`build`.
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
    info = json.loads((draft.path / "release.json").read_text(encoding="utf-8"))
    day = date.fromisoformat(info["release_day"])
    tables = {name: draft.path / "tables" / f"{name}.parquet" for name in ledger.LEDGER_INPUTS}
    if not all(path.exists() for path in tables.values()):
        return {}, []  # only some tables were asked for: they are published without a ledger
    rows = ledger.derive_release(tables, day, draft.path / "ledger", engine=engine, master=master, done=said)
    invariants = ledger.check_ledger_invariants(draft.path / "ledger", day)
    if not info["allow_mismatch"]:
        ledger.require_invariants(invariants)
    derived = Release(draft.name, draft.path, info)
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
    with cohorts.open_cohort_engine(release, release.day) as engine:
        for name in cohorts.list_cohort_names():
            _write_cohort(engine, name, target)
            said(f"cohort {name}")


def _write_cohort(engine: DuckDB, name: str, target: Path) -> None:
    sql = f"SELECT idncase, order_id, lower, upper, evidence FROM cohort_{name} ORDER BY idncase"
    engine.write(sql, target / f"{name}.parquet", step=name)


def scope(
    operation: str,
    lake_dir: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    profile: str = "public",
    own: Sequence[Path] = (),
) -> "Scope":
    """Count whom an announced operation names; ``operation`` is a file or the id of one that ships.

    From its announcement on, the operation is taken as it stood on the day asked: its cities and groups then.

    :param own: files of your own cohorts, counted beside those of the announcement.
    :raises Problem: if the operation file is wrong, or the lake has no such release or day.
    """
    from finalorder.operations import count_operation_scope, load_operation, reconstruct_operation

    announced = load_operation(operation, cohorts=cohorts.list_cohort_names())
    groups = [cohorts.read_cohort_file(path, sql_allowed=profile == "none") for path in own]
    opened = Lake(lake_dir).open_release(release)
    stood = reconstruct_operation(announced, as_of) if as_of and as_of >= announced.announced else announced
    return count_operation_scope(stood, opened, as_of, profile=profile, own=groups)


def count_cohort_exits(
    lake_dir: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    city: str = "",
    own: Sequence[Path] = (),
    lang: str = "en",
    profile: str = "public",
) -> "Shown":
    """Count how many of the cases ordered removed left each group at which criterion, in the country or a city.

    :raises Problem: if the city is none of the court's, a file is wrong, or the lake has no such release or day.
    """
    from finalorder.operations import cohort_flow

    where = cohorts.parse_level("city", city) if city else ""
    groups = [cohorts.read_cohort_file(path, sql_allowed=profile == "none") for path in own]
    opened = Lake(lake_dir).open_release(release)
    return cohort_flow.count_cohort_flow(opened, as_of, city=where, own=groups, lang=lang, profile=profile)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that passed the gate: its rows (``shown``), and the table of them for other libraries."""

    shown: "Shown"

    def arrow(self) -> pa.Table:
        """The rows in memory, as Arrow; the stamps are in the schema's metadata."""
        from finalorder.answers import to_arrow

        return to_arrow(self.shown)

    def polars(self) -> Any:
        """The rows as a polars frame; needs polars."""
        return _import_optional("polars").from_arrow(self.arrow())

    def pandas(self) -> Any:
        """The rows as a pandas frame; needs pandas."""
        _import_optional("pandas")
        return self.arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)


def measure(
    name: str,
    lake_dir: str | Path,
    *,
    methods: Sequence[str] = (),
    by: Sequence[str] = (),
    where: Sequence[str] = (),
    release: str | None = None,
    as_of: date | None = None,
    profile: str = "public",
) -> Answer:
    """Answer a measure by its published methods, side by side: ``measure("in_absentia", lake, by=["city"]).polars()``.

    :param methods: names of methods; none, or ``all``, is every one that can be computed.
    :param by: dimensions to split by, every margin too: ``city`` and ``fiscal-year``, and up to two others.
    :param where: conditions as ``custody=N,R``, all of which must hold.
    :raises Problem: if a name is unknown, a method cannot be asked so, or the lake has no such release or day.
    """
    from finalorder.operations import measure_answers

    opened = Lake(Path(lake_dir)).open_release(release)
    shown = measure_answers.measure_release(
        opened, name, methods=methods, by=by, where=where, as_of=as_of, profile=profile
    )
    return Answer(shown)


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief that was written: its files, the index first; the PDFs among them; the whole of it as data."""

    files: list[Path]
    pdfs: list[Path]
    data: dict[str, Any]


def brief(
    operation: str,
    lake_dir: Path,
    out: Path,
    *,
    release: str | None = None,
    as_of: date | None = None,
    lang: str | Sequence[str] = "en",
    cities: Sequence[str] = (),
    profile: str = "public",
    command: str = "",
    pdf: bool = False,
) -> Brief:
    """Write the brief of an operation into a folder: an index, and a page for each city or for those named.

    ``lang`` is one language or several, or ``all``. ``pdf`` prints each page too, if a Chromium is there.

    :raises Problem: as :func:`scope`; for a city or language there is no page in; and if the folder cannot be written.
    """
    from finalorder import briefs
    from finalorder.operations import answer_claims, measure_in_absentia_incidence

    counted = scope(operation, lake_dir, release=release, as_of=as_of, profile=profile)
    figures, said = briefs.load_ice_figures(lake_dir, counted.as_of, counted.operation.cities), answer_claims(counted)
    curves = tuple(measure_in_absentia_incidence(counted.release, counted.operation.cities, profile=profile) or ())
    files = briefs.write_brief(counted, said, figures, out, command=command, lang=lang, cities=cities, pace=curves)
    printed = briefs.print_pages([path for path in files if path.suffix == ".html"]) if pdf else []
    return Brief([*files, *printed], printed, briefs.export_brief(counted, said, figures, curves))


def check(
    text: str,
    lake_dir: Path | None = None,
    *,
    operation: str = "2019-06-family-operation",
    release: str | None = None,
    as_of: date | None = None,
    lang: str = "en",
    profile: str = "public",
) -> "CheckResult":
    """What the report in the file ``text`` (``-``: standard input) claims, and what a lake's records say to it.

    :raises Problem: if the text cannot be read as an English report, or as :func:`scope`.
    """
    from finalorder.operations import load_operation
    from finalorder.reports import check_report, read_report

    about = load_operation(operation, cohorts=cohorts.list_cohort_names())
    source = read_report(text)
    found = Lake(lake_dir).open_release(release) if lake_dir else None
    return check_report(source, about, found, lake_dir=lake_dir, as_of=as_of, lang=lang, profile=profile)
