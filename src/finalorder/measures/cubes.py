"""What a build prepares: every method's units counted by every dimension, so that questions are answered at once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from finalorder.cohorts import Condition, checked_day
from finalorder.engines import DuckDB
from finalorder.ledger import registry_tables
from finalorder.measures.answering import Counted, counted
from finalorder.measures.asking import cells, question
from finalorder.measures.methods import Method, chosen, methods
from finalorder.measures.workbench import Workbench, on_release, tables_of
from finalorder.releases.lake import Release

FOLDER = "cubes"


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
    return [each.id for each in possible]


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
            counted(each, asked, cells(engine, table, each, asked), release, day)
            for each, table in zip(found, tables, strict=True)
        ]


@contextmanager
def _cubes(release: Release, asked: Sequence[Method], day: date) -> Iterator[tuple[DuckDB, list[str]]]:
    """An engine that sees the cube of each method, made by the build or now."""
    prepared = {f"cube_{each.name}": release.path / FOLDER / f"{each.name}.parquet" for each in asked}
    if day == release.day and all(path.exists() for path in prepared.values()):
        with DuckDB() as engine:
            engine.see_all({**prepared, "case_kinds": release.path / FOLDER / "case_kinds.parquet"})
            engine.see("registry_cities", registry_tables()["registry_cities"])
            yield engine, list(prepared)
        return
    with TemporaryDirectory(prefix="finalorder-") as aside:
        bench: Workbench = on_release(release, asked, day, Path(aside))
        with bench.engine:
            yield bench.engine, [bench.cube(each) for each in asked]
