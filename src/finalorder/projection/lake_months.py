"""What a lake's proceedings did month by month: the stock, how it ended, what came; the orders that stood.

A state has a docket and custody (its block, which a proceeding keeps) and counsel, the wait for the first hearing and
an age band (its place in the block, which changes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finalorder import ledger
from finalorder.engines import Source, Step, StepRunner, find_sources, load_steps, merge_steps, open_engine
from finalorder.lake import Release

SQL_FOLDER = Path(__file__).parent / "sql"
STEPS = ("projection_changes", "projection_entries", "projection_orders", "projection_appeals")
DOCKETS = ("other", "children", "family")
KINDS = ("in_absentia", "removal", "ended", "closed", "moved")
CAME = ("new", "returned", "moved")
STAGES = ("open", "appealed", "final")
_KIND_PLACES, _CAME_PLACES = ({name: at for at, name in enumerate(names)} for names in (KINDS, CAME))
WAITS, BANDS = 3, 5
MONTHS_PER_YEAR = 12
BLOCKS, PLACES = len(DOCKETS) * 2, 2 * WAITS * BANDS
#: a first hearing is near within these days, and age bands end at these days since charging
SOON_DAYS, AGE_DAYS = 91, (183, 365, 731, 1461)
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LakeMonths:
    """Counts by month (first axis) and city; the last is the beginning of the next one only.

    ``stock``: month, city, block, place. ``exits``: the same by kind. ``survived``: month, block, place at the month's
    beginning and at its end, all cities. ``entries``: month, way of coming, city, block, place, still open at the
    month's end; ``gone``: month, way, city, kind: those that were not. ``orders``: month, city, in absentia, stage:
    standing, undone in the month, final and appealed at its end. ``appeals``: orders in person, appealed, in the
    window.
    """

    starts: tuple[date, ...]
    cities: tuple[str, ...]
    stock: Reals
    exits: Reals
    survived: Reals
    entries: Reals
    gone: Reals
    orders: Reals
    appeals: tuple[float, float, float]

    def select(self, first: int, end: int) -> "LakeMonths":
        """The months from one to before another."""
        part = slice(first, end)
        names = ("stock", "exits", "survived", "entries", "gone", "orders")
        return replace(self, starts=self.starts[part], **{name: getattr(self, name)[part] for name in names})


def list_month_starts(moment: date, before: int, after: int) -> list[date]:
    """The same day of each month from so many before a day to so many after it (28th at the latest)."""
    months = [moment.year * 12 + moment.month - 1 + k for k in range(-before, after + 1)]
    return [date(m // 12, m % 12 + 1, min(moment.day, 28)) for m in months]


def list_year_starts(moment: date, before: int) -> list[date]:
    """The same day of each year from so many years before a day to it (28th at the latest)."""
    return list_month_starts(moment, before * MONTHS_PER_YEAR, 0)[::MONTHS_PER_YEAR]


@dataclass(frozen=True, slots=True)
class LakeYears:
    """Counts by year (first axis) and city, over whole years; the last start is the end of the last of them.

    ``stock``: start, city, block, place. ``ended``: year, city, kind. ``came``: year, way of coming, city.
    """

    starts: tuple[date, ...]
    stock: Reals
    ended: Reals
    came: Reals

    def select(self, first: int, end: int) -> "LakeYears":
        """The years between the starts from one to before another."""
        starts, years = slice(first, end), slice(first, end - 1)
        return LakeYears(self.starts[starts], self.stock[starts], self.ended[years], self.came[years])


@dataclass(frozen=True, slots=True)
class LakePast:
    """What came before a day: its last months, and many whole years."""

    months: LakeMonths
    years: LakeYears


def read_lake_past(
    release: Release, moment: date, before: tuple[int, int], window_days: int, *, by_city: bool = True
) -> LakePast:
    """Count so many months and so many years before a day, in one pass over the ledger.

    :param by_city: each city by itself; otherwise the country as one court, which counts and advances much faster.
    :raises FinalorderError: if the lake lacks a table that is needed.
    """
    starts = list_month_starts(moment, max(before[0], before[1] * MONTHS_PER_YEAR), 0)
    recent = starts[-before[0] - 1 :]
    with TemporaryDirectory(prefix="steps-") as scratch:
        engine = open_engine(scratch=Path(scratch))
        sources = _build_sources(release, starts) | {
            "month_grid": _build_month_grid(recent, len(starts) - len(recent)),
            "appeal_window": _build_window(window_days, recent),
            "asked_places": pa.table({"by_city": [by_city]}),
        }
        with StepRunner(engine, _load_steps(), sources) as runner:
            tables = {name: runner.query(name) for name in STEPS}
    found = _build_lake_months(starts, tables)
    years = _sum_years(found)
    years = years.select(len(years.starts) - before[1] - 1, len(years.starts))
    return LakePast(found.select(len(starts) - len(recent), len(starts)), years)


@cache
def _load_steps() -> Mapping[str, Step]:
    return merge_steps(load_steps(SQL_FOLDER), ledger.load_ledger_steps())


def _build_sources(release: Release, starts: list[date]) -> dict[str, Source]:
    carried = ledger.find_carried_files(release)
    needed = find_sources(_load_steps(), STEPS, {*ledger.LEDGER_TABLES, *carried})
    tables = {name: release.find_table_path(name) for name in ledger.list_release_tables(needed)}
    return {
        **{f"{ledger.RELEASE_PREFIX}{name}": path for name, path in tables.items()},
        **{name: release.find_ledger_path(name) for name in ledger.LEDGER_TABLES if name in needed},
        **{name: table for name, table in ledger.build_registry_tables().items() if name in needed},
        "release_info": ledger.build_release_info(release.day),
        "month_bounds": _build_bounds(starts),
        **carried,
    }


def _build_month_grid(starts: list[date], first: int) -> pa.Table:
    """Build one row a month: its place, the first of them given, and the days from which and before which it is."""
    ends = [*starts[1:], starts[-1] + timedelta(days=1)]
    days = {"from_day": pa.array(starts, pa.date32()), "to_day": pa.array(ends, pa.date32())}
    return pa.table({"place": pa.array(range(first, first + len(starts)), pa.int64()), **days})


def _number_month(start: date) -> int:
    """Number the month that begins on a day, as ``month_number`` of SQL does."""
    return start.year * MONTHS_PER_YEAR + start.month - 1


def _build_bounds(starts: list[date]) -> pa.Table:
    """Build one row: the first month and the last, and where states of a proceeding change, in days."""
    months = [_number_month(start) for start in starts]
    names = ("soon", "first_age", "second_age", "third_age", "fourth_age")
    days = {name: pa.array([n], pa.int32()) for name, n in zip(names, (SOON_DAYS, *AGE_DAYS), strict=True)}
    ends = {"first_begins_on": starts[0], "last_begins_on": starts[-1]}
    numbers = {
        "begins_on": starts[0].day,
        "before_all": months[0] - 2,
        "first_month": months[0],
        "last_month": months[-1],
        "after_all": months[-1] + 2,
        "waits": WAITS,
        "bands": BANDS,
    }
    return pa.table(
        days
        | {name: pa.array([day], pa.date32()) for name, day in ends.items()}
        | {name: pa.array([n], pa.int64()) for name, n in numbers.items()}
    )


def _build_window(days: int, months: list[date]) -> pa.Table:
    span = {"from_day": pa.array([months[0]], pa.date32()), "to_day": pa.array([months[-1]], pa.date32())}
    return pa.table({"days": pa.array([days], pa.int64()), **span})


def _build_lake_months(starts: list[date], tables: Mapping[str, pa.Table]) -> LakeMonths:
    columns = {name.removeprefix("projection_"): _read_columns(table) for name, table in tables.items()}
    cities = sorted({*columns["changes"]["city"], *columns["entries"]["city"], *columns["orders"]["city"]})
    at = {city: place for place, city in enumerate(cities)}
    shape, first = (len(starts), len(cities)), _number_month(starts[0])
    opening, entries, gone = _fill_entries(columns["entries"], at, shape, first)
    exits, survived, change = _fill_changes(columns["changes"], at, shape, first)
    stock = _follow_stock(opening, change + entries.sum(axis=1))
    _add_unchanged(survived, stock, exits)
    orders = _fill_orders(columns["orders"], at, shape)
    found = tables["projection_appeals"].to_pylist()[0]
    appeals = tuple(float(found[name] or 0) for name in ("n", "appealed", "within"))
    return LakeMonths(tuple(starts), tuple(cities), stock, exits, survived, entries, gone, orders, appeals)  # type: ignore[arg-type]


def _sum_years(months: LakeMonths) -> LakeYears:
    """Sum months up to the years that end with the last of them."""
    first = (len(months.starts) - 1) % MONTHS_PER_YEAR
    whole = slice(first, len(months.starts) - 1)
    ended = (months.exits.sum(axis=(2, 3)) + months.gone.sum(axis=1))[whole]
    came = (months.entries.sum(axis=(3, 4)) + months.gone.sum(axis=3))[whole]
    by_year = [np.add.reduceat(found, np.arange(0, len(found), MONTHS_PER_YEAR)) for found in (ended, came)]
    return LakeYears(months.starts[first::MONTHS_PER_YEAR], months.stock[first::MONTHS_PER_YEAR], *by_year)


def _read_columns(table: pa.Table) -> dict[str, npt.NDArray[Any]]:
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _number(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return values.astype(np.int64)


def _find_block(columns: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.int64]:
    return _number(columns["docket"]) * 2 + _number(columns["is_detained"])


def _place_names(values: npt.NDArray[Any], places: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Find the place of each name on an axis; a name that has none is never asked for."""
    return np.array([places.get(name, 0) for name in values], dtype=np.int64)


def _fill_changes(
    columns: Mapping[str, npt.NDArray[Any]], at: Mapping[str, int], shape: tuple[int, int], first: int
) -> tuple[Reals, Reals, Reals]:
    """What ended, what came from which state into which, and by how many each state's stock changed."""
    month, n = _number(columns["month"]) - first, _number(columns["n"]).astype(float)
    city, block = _place_names(columns["city"], at), _find_block(columns)
    place, after = _number(columns["state"]), _number(columns["state_after"])
    exits, change = np.zeros((*shape, BLOCKS, PLACES, len(KINDS))), np.zeros((*shape, BLOCKS, PLACES))
    survived = np.zeros((shape[0], BLOCKS, PLACES, PLACES))
    stays = columns["kind"] == "open"
    np.add.at(survived, (month[stays], block[stays], place[stays], after[stays]), n[stays])
    ends, kind = ~stays, _place_names(columns["kind"], _KIND_PLACES)
    np.add.at(exits, (month[ends], city[ends], block[ends], place[ends], kind[ends]), n[ends])
    np.subtract.at(change, (month, city, block, place), n)
    np.add.at(change, (month[stays], city[stays], block[stays], after[stays]), n[stays])
    return exits, survived, change


def _follow_stock(opening: Reals, change: Reals) -> Reals:
    """What is open at the beginning of each month: that of the month before, and what that month changed."""
    stock: Reals = np.concatenate([opening[None], change[:-1]]).cumsum(axis=0)
    return stock


def _add_unchanged(survived: Reals, stock: Reals, exits: Reals) -> None:
    """Add to those that came from state to state the ones that stayed where they were."""
    unchanged = stock.sum(axis=1) - exits.sum(axis=(1, 4)) - survived.sum(axis=3)
    places = np.arange(PLACES)
    survived[:, :, places, places] += unchanged


def _fill_entries(
    columns: Mapping[str, npt.NDArray[Any]], at: Mapping[str, int], shape: tuple[int, int], first: int
) -> tuple[Reals, Reals, Reals]:
    """What was open at the beginning, what came and is open at its month's end, and what came and is not."""
    month, n = _number(columns["month"]) - first, _number(columns["n"]).astype(float)
    city, came = _place_names(columns["city"], at), _place_names(columns["came"], _CAME_PLACES)
    block, place = _find_block(columns), _number(columns["state"])
    opening = np.zeros((shape[1], BLOCKS, PLACES))
    entries = np.zeros((shape[0], len(CAME), shape[1], BLOCKS, PLACES))
    gone = np.zeros((shape[0], len(CAME), shape[1], len(KINDS)))
    earlier, is_open = month < 0, columns["kind"] == "open"
    np.add.at(opening, (city[earlier], block[earlier], place[earlier]), n[earlier])
    stays, ends = ~earlier & is_open, ~is_open
    np.add.at(entries, (month[stays], came[stays], city[stays], block[stays], place[stays]), n[stays])
    kind = _place_names(columns["kind"], _KIND_PLACES)
    np.add.at(gone, (month[ends], came[ends], city[ends], kind[ends]), n[ends])
    return opening, entries, gone


def _fill_orders(columns: Mapping[str, npt.NDArray[Any]], at: Mapping[str, int], shape: tuple[int, int]) -> Reals:
    month, city = _number(columns["place"]), np.array([at[name] for name in columns["city"]], dtype=np.int64)
    absent = _number(columns["is_in_absentia"])
    stage = np.array([STAGES.index(name) for name in columns["stage"]], dtype=np.int64)
    orders = np.zeros((*shape, 2, len(STAGES), 4))
    for place, name in enumerate(("n", "undone", "final_after", "appealed_after")):
        np.add.at(orders[..., place], (month, city, absent, stage), _number(columns[name]).astype(float))
    return orders
