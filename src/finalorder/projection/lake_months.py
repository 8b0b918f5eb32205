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

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finalorder import ledger
from finalorder.engines import Source, Step, StepRunner, find_sources, load_steps, merge_steps, open_engine
from finalorder.lake import Release

SQL_FOLDER = Path(__file__).parent / "sql"
STEPS = ("projection_months", "projection_entries", "projection_orders", "projection_appeals")
DOCKETS = ("other", "children", "family")
KINDS = ("in_absentia", "removal", "ended", "closed", "moved")
CAME = ("new", "returned", "moved")
STAGES = ("open", "appealed", "final")
WAITS, BANDS = 3, 5
MONTHS_PER_YEAR = 12
BLOCKS, PLACES = len(DOCKETS) * 2, 2 * WAITS * BANDS
#: a first hearing is near within these days, and age bands end at these days since charging
SOON_DAYS, AGE_DAYS = 91, (183, 365, 731, 1461)
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LakeMonths:
    """Counts by month (first axis) and city, over a grid of months; the last is the beginning of the next one only.

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
class LakePast:
    """What came before a day: its last months, and many whole years (the axis called month is one of years there)."""

    months: LakeMonths
    years: LakeMonths


def read_lake_past(
    release: Release, moment: date, before: tuple[int, int], window_days: int, *, by_city: bool = True
) -> LakePast:
    """Count so many months and so many years before a day, in one pass over the ledger.

    :param by_city: each city by itself; otherwise the country as one court, which counts and advances much faster.
    :raises FinalorderError: if the lake lacks a table that is needed.
    """
    months, years = list_month_starts(moment, before[0], 0), list_year_starts(moment, before[1])
    spans = [*_list_spans(months), *_list_spans(years)]
    with TemporaryDirectory(prefix="steps-") as scratch:
        engine = open_engine(scratch=Path(scratch))
        sources = _build_sources(release, spans) | {
            "appeal_window": _build_window(window_days, months),
            "asked_places": pa.table({"by_city": [by_city]}),
        }
        with StepRunner(engine, _load_steps(), sources) as runner:
            tables = {name: runner.query(name) for name in STEPS}
    found = _build_lake_months([start for start, _ in spans], tables)
    return LakePast(found.select(0, len(months)), found.select(len(months), len(spans)))


def _list_spans(starts: list[date]) -> list[tuple[date, date]]:
    """From each start to the next; the last is the beginning of a day only."""
    return list(zip(starts, [*starts[1:], starts[-1] + timedelta(days=1)], strict=True))


@cache
def _load_steps() -> Mapping[str, Step]:
    return merge_steps(load_steps(SQL_FOLDER), ledger.load_ledger_steps())


def _build_sources(release: Release, spans: list[tuple[date, date]]) -> dict[str, Source]:
    carried = ledger.find_carried_files(release)
    needed = find_sources(_load_steps(), STEPS, {*ledger.LEDGER_TABLES, *carried})
    tables = {name: release.find_table_path(name) for name in ledger.list_release_tables(needed)}
    grid = pa.table(
        {
            "place": pa.array(range(len(spans)), pa.int64()),
            "from_day": pa.array([start for start, _ in spans], pa.date32()),
            "to_day": pa.array([end for _, end in spans], pa.date32()),
        }
    )
    return {
        **{f"{ledger.RELEASE_PREFIX}{name}": path for name, path in tables.items()},
        **{name: release.find_ledger_path(name) for name in ledger.LEDGER_TABLES if name in needed},
        **{name: table for name, table in ledger.build_registry_tables().items() if name in needed},
        "release_info": ledger.build_release_info(release.day),
        "month_grid": grid,
        "age_bounds": _build_bounds(spans),
        "month_spans": _build_month_spans(spans),
        **carried,
    }


def _number_month(start: date) -> int:
    """Number the month that begins on a day, as ``month_number`` of SQL does."""
    return start.year * MONTHS_PER_YEAR + start.month - 1


def _build_bounds(spans: list[tuple[date, date]]) -> pa.Table:
    """Build one row: where states of a proceeding change, in days, and the numbers of the first month and the last."""
    months = [_number_month(start) for start, _ in spans]
    names = ("soon", "first_age", "second_age", "third_age", "fourth_age")
    days = {name: pa.array([n], pa.int32()) for name, n in zip(names, (SOON_DAYS, *AGE_DAYS), strict=True)}
    numbers = {
        "begins_on": spans[0][0].day,
        "before_first": min(months) - 1,
        "last_month": max(months),
        "after_all": max(months) + MONTHS_PER_YEAR + 1,
        "waits": WAITS,
        "bands": BANDS,
    }
    return pa.table(days | {name: pa.array([n], pa.int64()) for name, n in numbers.items()})


def _build_month_spans(spans: list[tuple[date, date]]) -> pa.Table:
    """Build one row a month in which something may be entered, one until which it is open, and a place of the grid at
    whose beginning it is open then: a proceeding is joined with its months by what is equal.
    """
    numbers = [(_number_month(start), _number_month(end)) for start, end in spans]
    first, last = min(month for month, _ in numbers), max(month for month, _ in numbers)
    found: list[npt.NDArray[np.int64]] = []
    for place, (month, after) in enumerate(numbers):
        entered, until = np.meshgrid(np.arange(first - 1, month), np.arange(month, last + 1))
        same = np.broadcast_to(np.array([[place], [month], [after]]), (3, entered.size))
        found.append(np.vstack([entered.ravel(), until.ravel(), same]))
    names = ("entered", "open_until", "place", "month", "after")
    return pa.table(dict(zip(names, np.hstack(found), strict=True)))


def _build_window(days: int, months: list[date]) -> pa.Table:
    span = {"from_day": pa.array([months[0]], pa.date32()), "to_day": pa.array([months[-1]], pa.date32())}
    return pa.table({"days": pa.array([days], pa.int64()), **span})


def _build_lake_months(starts: list[date], tables: Mapping[str, pa.Table]) -> LakeMonths:
    columns = {name.removeprefix("projection_"): _read_columns(table) for name, table in tables.items()}
    cities = sorted({*columns["months"]["city"], *columns["entries"]["city"], *columns["orders"]["city"]})
    at = {city: place for place, city in enumerate(cities)}
    shape = (len(starts), len(cities))
    stock, exits, survived = _fill_months(columns["months"], at, shape)
    entries, gone = _fill_entries(columns["entries"], at, shape)
    orders = _fill_orders(columns["orders"], at, shape)
    found = columns["appeals"]
    appeals = tuple(float(found[name][0] or 0) for name in ("n", "appealed", "within"))
    return LakeMonths(tuple(starts), tuple(cities), stock, exits, survived, entries, gone, orders, appeals)  # type: ignore[arg-type]


def _read_columns(table: pa.Table) -> dict[str, npt.NDArray[np.object_]]:
    return {name: np.array(table.column(name).to_pylist(), dtype=object) for name in table.column_names}


def _number(values: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    return np.array([int(value or 0) for value in values], dtype=np.int64)


def _find_place(columns: Mapping[str, npt.NDArray[np.object_]]) -> npt.NDArray[np.int64]:
    counsel, waiting, band = (_number(columns[name]) for name in ("counsel", "waiting", "band"))
    return counsel * WAITS * BANDS + waiting * BANDS + band


def _find_block(columns: Mapping[str, npt.NDArray[np.object_]]) -> npt.NDArray[np.int64]:
    return _number(columns["docket"]) * 2 + _number(columns["is_detained"])


def _fill_months(
    columns: Mapping[str, npt.NDArray[np.object_]], at: Mapping[str, int], shape: tuple[int, int]
) -> tuple[Reals, Reals, Reals]:
    month, n = _number(columns["place"]), _number(columns["n"]).astype(float)
    city = np.array([at[name] for name in columns["city"]], dtype=np.int64)
    block, place, after = _find_block(columns), _number(columns["state"]), _number(columns["state_after"])
    stock, exits = np.zeros((*shape, BLOCKS, PLACES)), np.zeros((*shape, BLOCKS, PLACES, len(KINDS)))
    survived = np.zeros((shape[0], BLOCKS, PLACES, PLACES))
    np.add.at(stock, (month, city, block, place), n)
    stays = columns["kind"] == "open"
    np.add.at(survived, (month[stays], block[stays], place[stays], after[stays]), n[stays])
    kind = np.array([KINDS.index(name) if name != "open" else 0 for name in columns["kind"]], dtype=np.int64)
    ends = ~stays
    np.add.at(exits, (month[ends], city[ends], block[ends], place[ends], kind[ends]), n[ends])
    return stock, exits, survived


def _fill_entries(
    columns: Mapping[str, npt.NDArray[np.object_]], at: Mapping[str, int], shape: tuple[int, int]
) -> tuple[Reals, Reals]:
    month, n = _number(columns["place"]), _number(columns["n"]).astype(float)
    city = np.array([at[name] for name in columns["city"]], dtype=np.int64)
    came = np.array([CAME.index(name) for name in columns["came"]], dtype=np.int64)
    entries = np.zeros((shape[0], len(CAME), shape[1], BLOCKS, PLACES))
    gone = np.zeros((shape[0], len(CAME), shape[1], len(KINDS)))
    stays = columns["kind"] == "open"
    np.add.at(
        entries,
        (month[stays], came[stays], city[stays], _find_block(columns)[stays], _find_place(columns)[stays]),
        n[stays],
    )
    ends = ~stays
    kind = np.array([KINDS.index(name) for name in columns["kind"][ends]], dtype=np.int64)
    np.add.at(gone, (month[ends], came[ends], city[ends], kind), n[ends])
    return entries, gone


def _fill_orders(
    columns: Mapping[str, npt.NDArray[np.object_]], at: Mapping[str, int], shape: tuple[int, int]
) -> Reals:
    month, city = _number(columns["place"]), np.array([at[name] for name in columns["city"]], dtype=np.int64)
    absent = _number(columns["is_in_absentia"])
    stage = np.array([STAGES.index(name) for name in columns["stage"]], dtype=np.int64)
    orders = np.zeros((*shape, 2, len(STAGES), 4))
    for place, name in enumerate(("n", "undone", "final_after", "appealed_after")):
        np.add.at(orders[..., place], (month, city, absent, stage), _number(columns[name]).astype(float))
    return orders
