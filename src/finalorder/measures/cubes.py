"""What a build prepares: every method's units counted by every dimension, so that questions are answered at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.cohorts import Condition, checked_day
from finalorder.engines import DuckDB
from finalorder.ledger import registry_tables
from finalorder.measures.answering import Counted, counted
from finalorder.measures.asking import Question, cells, question
from finalorder.measures.methods import COMMON as DIMENSIONS
from finalorder.measures.methods import Method, chosen, methods
from finalorder.measures.workbench import Workbench, on_release, tables_of
from finalorder.releases.lake import Release

FOLDER = "cubes"
#: a cube of more rows than this has its common questions answered by the build; days are slower to sum up than counts
LONG, LONG_OF_DAYS = 6_000_000, 1_000_000
ANSWERED = "-answered.parquet"
#: the splits of those questions
COMMON: tuple[tuple[str, ...], ...] = (
    (),
    *((name,) for name in DIMENSIONS),
    *(("fiscal-year", name) for name in ("city", "represented", "family-docket", "custody")),
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
    prepare(target, possible)
    return [each.id for each in possible]


def prepare(target: Path, asked: Sequence[Method], *, longer: int | None = None) -> None:
    """Answer the common questions to the long cubes of a folder; ``longer`` says how many rows are too many."""
    for each in asked:
        path = target / f"{each.name}.parquet"
        most = LONG_OF_DAYS if each.kind in ("days", "incidence") else LONG
        if path.exists() and pq.read_metadata(path).num_rows > (most if longer is None else longer):
            with _seeing(target, [each]) as (engine, (table,)):
                _prepare(engine, table, each, target)


def _prepare(engine: DuckDB, table: str, method: Method, target: Path) -> None:
    """Answer the common questions to a long cube once, for good: one row a cell, with the question it answers."""
    answered = []
    for by in COMMON:
        found = cells(engine, table, method, question(by, Condition()))
        names = pa.array([_name(by)] * found.num_rows, pa.string())
        answered.append(found.append_column("question", names))
    path = target / f"{method.name}{ANSWERED}"
    pq.write_table(pa.concat_tables(answered), path, compression="zstd", row_group_size=50_000)


def _name(by: Sequence[str]) -> str:
    return ",".join(sorted(by))


def _prepared(release: Release, method: Method, asked: Question) -> pa.Table | None:
    """The cells of a question that the build has answered, if it has."""
    path = release.path / FOLDER / f"{method.name}{ANSWERED}"
    if asked.where or tuple(sorted(asked.by)) not in {tuple(sorted(by)) for by in COMMON} or not path.exists():
        return None
    found = pq.read_table(path, filters=[("question", "=", _name(asked.by))])
    return found.drop_columns(["question"])


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
) -> list[Counted]:
    """The answers of a measure's methods, one unprotected table a method, with the places of its rows.

    The build's cubes answer about the release day; about another day the units are gathered from the ledger.

    :param names: methods; none, or ``all``, is every one that can be computed.
    :param by: dimensions to split by, every margin too: city and fiscal-year, and two others.
    :raises Problem: if a name is unknown, a method cannot be asked so, or the release cannot speak about the day.
    """
    asked = question(by, where or Condition())
    day = checked_day(as_of or release.day, release)
    found = chosen(measure, names)
    for each in found:
        asked.places(each)
    with _cubes(release, found, day) as (engine, tables):
        return [
            counted(each, asked, _cells(release, day, engine, table, each, asked), release, day)
            for each, table in zip(found, tables, strict=True)
        ]


def _cells(release: Release, day: date, engine: DuckDB, table: str, method: Method, asked: Question) -> pa.Table:
    prepared = _prepared(release, method, asked) if day == release.day else None
    return cells(engine, table, method, asked) if prepared is None else prepared


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
