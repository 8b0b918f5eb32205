"""What a build prepares: every method's units counted by every dimension, so that questions are answered at once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finalorder.cohorts import Condition, checked_day
from finalorder.engines import DuckDB
from finalorder.ledger import registry_tables
from finalorder.measures import prepared
from finalorder.measures.answering import Counted, counted, rows_of
from finalorder.measures.asking import OWN_COLUMN, Question, cells, is_split, question
from finalorder.measures.methods import COMMON as DIMENSIONS
from finalorder.measures.methods import Method, chosen, methods
from finalorder.measures.workbench import Workbench, on_release, tables_of
from finalorder.releases.lake import Release

FOLDER = prepared.FOLDER
ANSWERED = "-answered.parquet"
LONG = 100_000
#: the splits of those questions
COMMON: tuple[tuple[str, ...], ...] = (
    (),
    *((name,) for name in DIMENSIONS),
    *(("fiscal-year", name) for name in ("city", "represented", "family-docket", "custody")),
    ("city", "family-docket"),
)


def write(release: Release, target: Path, *, done: Callable[[str], None] = lambda _: None) -> list[str]:
    """Write ``cubes/METHOD.parquet`` of a release for its day, and ``cubes/case_kinds.parquet``; gives the methods.

    One row is a number of units that agree in every dimension: in the year, court, custody and representation of the
    unit, and in the kind of its case. A method that reads a table which was not built is
    left out, and so is every method if the ledger was.
    """
    target.mkdir(exist_ok=True)
    possible = [each for each in methods().values() if each.is_computed and _has(release, each)]
    with TemporaryDirectory(dir=target, prefix="steps-") as aside:
        bench = on_release(release, possible, release.day, Path(aside))
        with bench.engine:
            bench.make("case_kinds")
            bench.engine.write("SELECT * FROM case_kinds ORDER BY kind_id", target / "case_kinds.parquet", step="kinds")
            for each in possible:
                bench.cube(each, target / f"{each.name}.parquet")
                done(f"cube {each.id}")
            prepared.write(bench.engine, release, target)
    prepare(target, possible)
    return [each.id for each in possible]


def prepare(target: Path, asked: Sequence[Method], *, longer: int = LONG) -> None:
    """Answer the common questions to the cubes of a folder once: ``METHOD-answered.parquet``, one row an answer row.

    A cube of no more rows than ``longer`` is summed up as fast as an answer is read.
    """
    for each in asked:
        if pq.read_metadata(target / f"{each.name}.parquet").num_rows <= longer:
            continue
        with _seeing(target, [each]) as (engine, (table,)):
            _prepare(engine, table, each, target)


def _prepare(engine: DuckDB, table: str, method: Method, target: Path) -> None:
    answered = []
    for by in COMMON:
        if any(is_split(name, method) for name in by):
            continue  # it is the question without that dimension
        asked = question(by, Condition())
        found = rows_of(method, asked, cells(engine, table, method, asked))
        names = pa.array([_name(by)] * found.num_rows, pa.string())
        answered.append(found.append_column("question", names))
    path = target / f"{method.name}{ANSWERED}"
    pq.write_table(pa.concat_tables(answered), path, compression="zstd", row_group_size=50_000)


def _name(by: Sequence[str]) -> str:
    return ",".join(sorted(by))


NO_LEVELS: Mapping[str, Collection[str]] = {}
QUESTIONS = frozenset(_name(by) for by in COMMON)


def _answered(release: Release, method: Method, asked: Question, day: date) -> pa.Table | None:
    """The rows of a question that the build has answered, if it has."""
    path = release.path / FOLDER / f"{method.name}{ANSWERED}"
    name = _name([name for name in asked.by if not is_split(name, method)])
    if day != release.day or asked.where or name not in QUESTIONS or not path.exists():
        return None
    return pq.read_table(path, filters=[("question", "=", name)]).drop_columns(["question"])


def _has(release: Release, method: Method) -> bool:
    return all((release.path / "tables" / f"{name}.parquet").exists() for name in tables_of([method]))


def answer(
    release: Release,
    measure: str,
    *,
    names: Sequence[str] = (),
    by: Sequence[str] = (),
    where: Condition | None = None,
    as_of: date | None = None,
    only: Mapping[str, Collection[str]] = NO_LEVELS,
) -> list[Counted]:
    """The answers of a measure's methods, one unprotected table a method, with the places of its rows.

    The build's cubes answer about the release day; about another day the units are gathered from the ledger.

    :param names: methods; none, or ``all``, is every one that can be computed.
    :param by: dimensions to split by, every margin too: city and fiscal-year, and two others.
    :param only: the levels of a dimension that are wanted (its margin is the empty one); others are not answered.
    :raises Problem: if a name is unknown, a method cannot be asked so, or the release cannot speak about the day.
    """
    asked = question(by, where or Condition())
    day = checked_day(as_of or release.day, release)
    found = chosen(measure, names)
    for each in found:
        asked.places(each)
    rows = {each: _answered(release, each, asked, day) for each in found}
    open_ = [each for each, known in rows.items() if known is None]
    rows |= _gathered(release, open_, asked, day) if open_ else {}
    return [counted(each, _only(known, only), release, day) for each, known in rows.items() if known is not None]


def _only(rows: pa.Table, only: Mapping[str, Collection[str]]) -> pa.Table:
    """The rows of the levels that are wanted; a row has a dimension in its own column, or by name in one of two."""
    for name, levels in only.items():
        wanted = pa.array(list(levels), pa.string())
        if name in OWN_COLUMN:
            rows = rows.filter(pc.is_in(rows.column(OWN_COLUMN[name]), wanted))
            continue
        split = [pc.equal(rows.column(f"by_{place}"), name) for place in (1, 2)]
        level = pc.if_else(split[0], rows.column("level_1"), pc.if_else(split[1], rows.column("level_2"), ""))
        rows = rows.filter(pc.is_in(level, wanted))
    return rows


def _gathered(release: Release, methods: Sequence[Method], asked: Question, day: date) -> dict[Method, pa.Table]:
    """The rows of a question by method, counted now from cubes."""
    with _cubes(release, methods, day) as (engine, tables):
        return {
            each: rows_of(each, asked, cells(engine, table, each, asked))
            for each, table in zip(methods, tables, strict=True)
        }


@contextmanager
def _cubes(release: Release, asked: Sequence[Method], day: date) -> Iterator[tuple[DuckDB, list[str]]]:
    """An engine that sees the cube of each method, made by the build or now."""
    folder = release.path / FOLDER
    if day == release.day and all((folder / f"{each.name}.parquet").exists() for each in asked):
        with _seeing(folder, asked) as seen:
            yield seen
        return
    with TemporaryDirectory(prefix="finalorder-") as aside:
        bench: Workbench = on_release(release, asked, day, Path(aside))
        with bench.engine:
            yield bench.engine, [bench.cube(each) for each in asked]


@contextmanager
def _seeing(folder: Path, asked: Sequence[Method]) -> Iterator[tuple[DuckDB, list[str]]]:
    """An engine that sees cubes on disk, by the names of their tables."""
    files = {f"cube_{each.name}": folder / f"{each.name}.parquet" for each in asked}
    with DuckDB() as engine:
        engine.see_all({**files, "case_kinds": folder / "case_kinds.parquet"})
        engine.see("registry_cities", registry_tables()["registry_cities"])
        yield engine, list(files)
