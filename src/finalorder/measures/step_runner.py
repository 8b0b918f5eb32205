"""Where a method's units are gathered: the steps it needs, its own SQL, and the counts by every dimension."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa

from finalorder import cohorts, ledger
from finalorder.engines import DuckDB
from finalorder.lake import Release
from finalorder.measures.methods import Method

HERE = Path(__file__).parent
METHOD_LEDGER_TABLES = ("orders", "cases", "hearings", "completions")
#: step -> the steps and the core tables (release_NAME) that it reads
STEP_INPUTS: Mapping[str, tuple[str, ...]] = {
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
METHOD_INPUTS: Mapping[str, tuple[str, ...]] = {
    "M6": ("release_hearings_raw",),
    "M10a": ("release_applications",),
    "M10b": ("release_applications",),
}
#: steps of the measures themselves, and those that make a cube and an answer
MEASURE_STEPS = (
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
FIRST_FISCAL_YEAR = 1900


@cache
def load_step_sql(name: str) -> str:
    """The text of a step: of the ledger, of the cohorts, or of the measures."""
    if name in ("standing", "case_traits"):
        return cohorts.read_cohort_sql(name)
    if name in ledger.LEDGER_STEPS:
        return ledger.read_ledger_sql(name)
    return (HERE / "steps" / f"{name}.sql").read_text(encoding="utf-8")


def list_method_tables(methods: Iterable[Method]) -> set[str]:
    """The core tables that some methods read, steps included, by their names in the lake."""
    found: set[str] = set()
    waiting = [
        "case_keys",
        *(name for method in methods for name in (*method.steps, *METHOD_INPUTS.get(method.id, ()))),
    ]
    while waiting:
        name = waiting.pop()
        if name.startswith("release_"):
            found.add(name.removeprefix("release_"))
        waiting += STEP_INPUTS.get(name, ())
    return found


class StepRunner:
    """An engine that sees a ledger, its release and the registry, asked about one day.

    Steps are made when a method needs them, and kept: in ``aside`` if it is given, else in the engine. ``made`` are
    the steps that the engine has already.
    """

    def __init__(
        self, engine: DuckDB, as_of: date, release_day: date, *, aside: Path | None = None, made: Iterable[str] = ()
    ) -> None:
        self.engine, self.spill_folder, self.materialized = engine, aside, set(made)
        cohorts.set_as_of(engine, as_of)
        engine.register("release_info", pa.table({"release_day": pa.array([release_day], pa.date32())}))
        engine.register("fiscal_years", _build_fiscal_years(as_of))
        engine.register(
            "follow_up", pa.table({"censored_on": pa.array([find_last_complete_month(as_of)], pa.date32())})
        )

    def build_cube(self, method: Method, target: Path | None = None) -> str:
        """Count a method's units by its keys, in the engine or in a Parquet file; gives the table's name."""
        for name in ("case_keys", *method.steps):
            self.materialize(name)
        name = f"cube_{method.name}"
        if target is None:
            self.engine.create_table(name, build_cube_sql(method))
        else:
            self.engine.write_table(name, build_cube_sql(method), target)
        return name

    def materialize(self, name: str) -> None:
        """Keep a step, and what it needs."""
        if name in self.materialized or name.startswith("release_"):
            return
        for needed in STEP_INPUTS[name]:
            self.materialize(needed)
        self._create_step_table(name, load_step_sql(name))
        self.materialized.add(name)

    def _create_step_table(self, name: str, sql: str) -> None:
        if self.spill_folder is None:
            self.engine.create_table(name, sql)
        else:
            self.engine.write_table(name, sql, self.spill_folder / f"{name}.parquet")


def open_step_runner(release: Release, methods: Iterable[Method], as_of: date, aside: Path) -> StepRunner:
    """A workbench on a release of a lake; close its engine when done.

    :raises FinalorderError: if the lake lacks a table that the methods read, or the release cannot speak about the day.
    """
    engine = DuckDB(spill=aside)
    files = {name: release.find_ledger_path(name) for name in METHOD_LEDGER_TABLES}
    files |= {f"release_{name}": release.find_table_path(name) for name in sorted(list_method_tables(methods))}
    cohorts.register_release(engine, files)
    return StepRunner(engine, cohorts.validate_as_of(as_of, release), release.day, aside=aside)


def list_cube_keys(method: Method) -> list[str]:
    """The columns by which a method's units are counted: those of every method, and its own."""
    keys = ["kind_id", "court_code", "year_of", "custody", "represented"]
    keys += [name.replace("-", "_") for name in method.own]
    keys += ["split"] if method.split and method.kind != "incidence" else []
    keys += ["cluster"] if method.clusters else []
    keys += ["days"] if method.kind in ("days", "incidence") else []
    return keys + (["cause", "follow_days"] if method.kind == "incidence" else [])


def build_cube_sql(method: Method) -> str:
    """The SELECT that counts a method's units by its keys."""
    keys = ", ".join(list_cube_keys(method))
    order = ", ".join(f"{key} NULLS LAST" for key in list_cube_keys(method))
    hits = "0" if method.kind in ("days", "incidence") else "CASE WHEN in_numerator THEN 1 ELSE 0 END"
    return (
        f"WITH\nunits AS (\n{method.sql}\n),\nkeyed AS (\n{load_step_sql('unit_keys')}\n)\n"
        f"SELECT {keys}, CAST(sum({hits}) AS BIGINT) AS numerator, count(*) AS denominator\n"
        f"FROM keyed\nGROUP BY {keys}\nORDER BY {order}"
    )


def find_last_complete_month(day: date) -> date:
    """The last day of the last month that is complete on a day."""
    after = day + timedelta(1)
    return day if after.month != day.month else day.replace(day=1) - timedelta(1)


def _build_fiscal_years(as_of: date) -> pa.Table:
    """One row a fiscal year begun by the day: its last day, or the day itself."""
    current = as_of.year + (as_of.month >= 10)
    years = list(range(FIRST_FISCAL_YEAR, current + 1))
    last = [min(date(year, 9, 30), as_of) for year in years]
    return pa.table({"fiscal_year": pa.array(years, pa.int64()), "last_day": pa.array(last, pa.date32())})
