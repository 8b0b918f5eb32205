"""Where a method's units are gathered: the steps it needs, its own SQL, and the counts by every dimension."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder import cohorts, ledger
from finalorder.engines import DuckDB
from finalorder.measures.methods import Method
from finalorder.releases.lake import Release

HERE = Path(__file__).parent
LEDGER = ("orders", "cases", "hearings", "completions")
#: step -> the steps and the core tables (release_NAME) that it reads
NEEDS: Mapping[str, tuple[str, ...]] = {
    "proceedings": ("release_proceedings", "release_hearings_raw"),
    "decided": ("proceedings",),
    "order_base": ("decided", "release_identifiers"),
    "appeals": ("order_base", "proceedings", "release_appeals"),
    "standing": (),
    "case_traits": ("release_juveniles",),
    "case_kinds": ("case_traits",),
    "case_keys": ("case_kinds", "case_traits"),
    "completed": (),
    "held": (),
    "attendance": ("held",),
    "pending_spans": ("appeals", "order_base", "proceedings"),
    "pending_now": ("pending_spans",),
    "matters": ("completed", "pending_spans"),
    "starts": ("proceedings",),
    "followed": ("completed", "starts"),
}
#: core tables that a method's own SQL reads
READS: Mapping[str, tuple[str, ...]] = {
    "M6": ("release_hearings_raw",),
    "M10a": ("release_applications",),
    "M10b": ("release_applications",),
}
#: steps of the measures themselves, and those that make a cube and an answer
OWN_STEPS = (
    "completed",
    "held",
    "attendance",
    "pending_spans",
    "pending_now",
    "matters",
    "starts",
    "followed",
    "case_kinds",
    "case_keys",
    "unit_keys",
    "cells",
    "docket_cases",
    "docket_completions",
    "docket_hearings",
    "docket_orders",
    "family_cases",
    "order_ways",
    "notice_trouble",
)
FIRST_YEAR = 1900


@cache
def step_sql(name: str) -> str:
    """The text of a step: of the ledger, of the cohorts, or of the measures."""
    if name in ("standing", "case_traits"):
        return cohorts.sql_of(name)
    if name in ledger.STEPS:
        return ledger.step_sql(name)
    return (HERE / "steps" / f"{name}.sql").read_text(encoding="utf-8")


def tables_of(methods: Iterable[Method]) -> set[str]:
    """The core tables that some methods read, steps included, by their names in the lake."""
    found: set[str] = set()
    waiting = ["case_keys", *(name for method in methods for name in (*method.steps, *READS.get(method.id, ())))]
    while waiting:
        name = waiting.pop()
        if name.startswith("release_"):
            found.add(name.removeprefix("release_"))
        waiting += NEEDS.get(name, ())
    return found


class Workbench:
    """An engine that sees a ledger, its release and the registry, asked about one day.

    Steps are made when a method needs them, and kept: in ``aside`` if it is given, else in the engine. ``made`` are
    the steps that the engine has already.
    """

    def __init__(
        self, engine: DuckDB, as_of: date, release_day: date, *, aside: Path | None = None, made: Iterable[str] = ()
    ) -> None:
        self.engine, self.aside, self.made = engine, aside, set(made)
        cohorts.ask(engine, as_of)
        engine.see("release_info", pa.table({"release_day": pa.array([release_day], pa.date32())}))
        engine.see("fiscal_years", _fiscal_years(as_of))
        engine.see("follow_up", pa.table({"censored_on": pa.array([last_complete_month(as_of)], pa.date32())}))

    def cube(self, method: Method, target: Path | None = None) -> str:
        """Count a method's units by its keys, in the engine or in a Parquet file; gives the table's name."""
        for name in ("case_keys", *method.steps):
            self.make(name)
        name = f"cube_{method.name}"
        if target is None:
            self.engine.keep(name, cube_sql(method))
        else:
            self.engine.keep_at(name, cube_sql(method), target)
        return name

    def make(self, name: str) -> None:
        """Keep a step, and what it needs."""
        if name in self.made or name.startswith("release_"):
            return
        for needed in NEEDS[name]:
            self.make(needed)
        self._keep(name, step_sql(name))
        self.made.add(name)

    def _keep(self, name: str, sql: str) -> None:
        if self.aside is None:
            self.engine.keep(name, sql)
        else:
            self.engine.keep_at(name, sql, self.aside / f"{name}.parquet")


def on_release(release: Release, methods: Iterable[Method], as_of: date, aside: Path) -> Workbench:
    """A workbench on a release of a lake; close its engine when done.

    :raises Problem: if the lake lacks a table that the methods read, or the release cannot speak about the day.
    """
    engine = DuckDB(spill=aside)
    files = {name: release.ledger_path(name) for name in LEDGER}
    files |= {f"release_{name}": release.table_path(name) for name in sorted(tables_of(methods))}
    cohorts.see_release(engine, files)
    return Workbench(engine, cohorts.checked_day(as_of, release), release.day, aside=aside)


def keys_of(method: Method) -> list[str]:
    """The columns by which a method's units are counted: those of every method, and its own."""
    keys = ["kind_id", "court_code", "year_of", "custody", "represented"]
    keys += [name.replace("-", "_") for name in method.own]
    keys += ["split"] if method.split and method.kind != "incidence" else []
    keys += ["cluster"] if method.clusters else []
    keys += ["days"] if method.kind in ("days", "incidence") else []
    return keys + (["cause", "follow_days"] if method.kind == "incidence" else [])


def cube_sql(method: Method) -> str:
    """The SELECT that counts a method's units by its keys."""
    keys = ", ".join(keys_of(method))
    order = ", ".join(f"{key} NULLS LAST" for key in keys_of(method))
    hits = "0" if method.kind in ("days", "incidence") else "CASE WHEN in_numerator THEN 1 ELSE 0 END"
    return (
        f"WITH\nunits AS (\n{method.sql}\n),\nkeyed AS (\n{step_sql('unit_keys')}\n)\n"
        f"SELECT {keys}, CAST(sum({hits}) AS BIGINT) AS numerator, count(*) AS denominator\n"
        f"FROM keyed\nGROUP BY {keys}\nORDER BY {order}"
    )


def last_complete_month(day: date) -> date:
    """The last day of the last month that is complete on a day."""
    after = day + timedelta(1)
    return day if after.month != day.month else day.replace(day=1) - timedelta(1)


def _fiscal_years(as_of: date) -> pa.Table:
    """One row a fiscal year begun by the day: its last day, or the day itself."""
    current = as_of.year + (as_of.month >= 10)
    years = list(range(FIRST_YEAR, current + 1))
    last = [min(date(year, 9, 30), as_of) for year in years]
    return pa.table({"fiscal_year": pa.array(years, pa.int64()), "last_day": pa.array(last, pa.date32())})
