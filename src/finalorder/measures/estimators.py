"""From cells to answer rows: one function a kind of method."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finalorder.answers import Condition, compute_score_interval
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.measures import incidence
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.methods import Method
from finalorder.measures.query import (
    CellPosition,
    CellQuery,
    CubeCell,
    PlaceQuartiles,
    group_cells,
    group_slices,
    parse_cells,
    parse_quartiles,
)
from finalorder.registry import find_population

Row = dict[str, Any]
#: fewer units than this make a share or a median unstable
MIN_STABLE_UNITS = 30
#: what is left of share times rest where the share is none or all, for the rounding of sums
ALL_OR_NONE = 1e-9
PROVISIONAL_NOTE = "provisional: not every case was followed that long"
NUMERIC_COLUMNS = ("numerator", "denominator", "value", "low", "high")
#: where a split stands, and its level
SPLIT_COLUMNS = (("by_1", "level_1"), ("by_2", "level_2"))
#: the text columns that differ from row to row of an answer
VARYING_COLUMNS = ("city", "order_class", "by_1", "level_1", "by_2", "level_2", "period", "status", "note")


@dataclass(frozen=True, slots=True)
class EmptyRows:
    """Rows without a unit: one a combination of the levels of ``axes``, by column; ``example`` is the first of them.

    The example is several rows where its number is the sum of several steps.
    """

    example: Raw
    axes: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class MethodAnswer:
    """The answer rows of a method, unprotected; rows that describe the same number are to be added.

    ``empty`` are the rows of the answer that are not among them, because there is nobody.
    """

    method: Method
    raw: Raw
    empty: tuple[EmptyRows, ...] = ()


def build_method_rows(method: Method, asked: CellQuery, found: pa.Table, places: Iterable[CellPosition]) -> pa.Table:
    """Return what the cells of a question say of some places; unprotected.

    One row is an answer row without the columns that are the same in all of them (:func:`build_method_answer` adds
    those).
    """
    rows = build_rows_at(method, asked, found, places)
    return tabulate_rows(method, [*rows, count_excluded(found)] if method.kind == "incidence" else rows)


def build_rows_at(
    method: Method, asked: CellQuery, found: pa.Table, positions: Iterable[CellPosition]
) -> Iterator[Row]:
    """Build the rows that the cells give of some places."""
    others = asked.list_other_dimensions(method)
    if method.kind == "days":
        quartiles = parse_quartiles(found)
        for place in positions:
            yield _describe_row(method, others, place, place.split) | _build_day_row(quartiles.get(place))
        return
    if method.kind == "incidence":
        days = _DaysOfCells.of(found)
        for place, here in group_slices(found, positions):
            for row in _build_incidence_rows(days, here):
                yield _describe_row(method, others, place, row.pop("horizon", place.split)) | row
        return
    cells = parse_cells(found)
    wholes = _sum_wholes(cells) if method.kind == "parts" else {}
    for place, cell in group_cells(cells, positions):
        for row in ROW_BUILDERS[method.kind](method, place, cell, wholes):
            yield _describe_row(method, others, place, place.split) | row


def tabulate_rows(method: Method, found: Iterable[Row]) -> pa.Table:
    """Tabulate rows, with what is usual where a row says nothing."""
    rows = list(found)
    usual = dict.fromkeys(VARYING_COLUMNS, "") | {"note": method.note}
    columns = {name: pa.array([row.get(name, usual[name]) for row in rows], pa.string()) for name in VARYING_COLUMNS}
    columns |= {name: pa.array([row.get(name) for row in rows], pa.int64()) for name in NUMERIC_COLUMNS[:2]}
    columns |= {name: pa.array([row.get(name) for row in rows], pa.float64()) for name in NUMERIC_COLUMNS[2:]}
    return pa.table(columns)


def build_method_answer(
    method: Method, rows: pa.Table, release: Release, as_of: date, where: Condition
) -> MethodAnswer:
    """Build the answer rows of a method about a release and a day, under the condition asked."""
    population = find_population(method.measure, method.id)
    described = {
        "measure": method.measure,
        "method": method.id,
        "as_of": as_of.isoformat(),
        "release": release.name,
        "vintage": release.name,
        "unit": method.unit,
        "source": f"{release.citation}; {method.citation}",
        "population": population.name if population else "",
        "docket": ",".join(where.dims.get("docket", ("all",))),
        "condition": where.text,
    }
    for name, text in described.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(text, pa.string()), rows.num_rows))
    rows = rows.append_column("simulated", pa.repeat(release.simulated, rows.num_rows))
    return MethodAnswer(method, Raw(rows))


def _describe_row(method: Method, others: tuple[str, ...], place: CellPosition, apart: str) -> Row:
    """Return the describing columns of a place: its splits and levels; what always comes apart first."""
    row: Row = {"status": "shown", "city": place.city, "period": place.period}
    levels = list(zip(others, (place.level_1, place.level_2), strict=False))
    if method.split == "order_class":
        row["order_class"] = apart
    elif method.split:
        levels.insert(0, (method.split, apart))
    free = iter(SPLIT_COLUMNS)
    for name, level in levels:
        if level:
            by, column = next(free)
            row[by], row[column] = name, level
    return row


def _build_share_rows(
    method: Method, _: CellPosition, here: list[CubeCell], __: dict[CellPosition, int]
) -> Iterator[Row]:
    """Build the rows of numerator and denominator; the gate adds the Wilson interval, but for clustered units,
    which have their own.
    """
    if not here:
        yield {"numerator": 0, "denominator": 0}
        return
    (cell,) = here
    row: Row = {"numerator": cell.numerator, "denominator": cell.denominator}
    if method.clusters:
        names = ("numerator", "denominator", "squares", "products", "bases", "clusters")
        size = compute_effective_size(*(getattr(cell, name) for name in names))
        share = cell.numerator / cell.denominator
        low, high = compute_score_interval(share, size)
        row |= {"value": share, "low": low, "high": high}
    yield row


def _build_part_rows(
    _: Method, place: CellPosition, here: list[CubeCell], wholes: dict[CellPosition, int]
) -> Iterator[Row]:
    """Build the units of one kind, of all units of the place."""
    numerator = here[0].denominator if here else 0
    yield {"numerator": numerator, "denominator": wholes.get(place._replace(split=""), 0)}


def _sum_wholes(cells: list[CubeCell]) -> dict[CellPosition, int]:
    found: dict[CellPosition, int] = {}
    for cell in cells:
        place = cell.position._replace(split="")
        found[place] = found.get(place, 0) + cell.denominator
    return found


def _build_count_rows(
    method: Method, _: CellPosition, here: list[CubeCell], __: dict[CellPosition, int]
) -> Iterator[Row]:
    """Return how many units; where the records leave some open, the certain ones are the lower bound."""
    number = here[0].denominator if here else 0
    row: Row = {"numerator": number, "value": number}
    if method.bounds and here and here[0].numerator < number:
        row |= {"low": here[0].numerator, "high": number}
    yield row


def _build_day_row(here: PlaceQuartiles | None) -> Row:
    """Build the row of the median and the quartiles of a place."""
    if here is None:
        return {"denominator": 0, "status": "not_applicable"}
    status = "shown" if here.denominator >= MIN_STABLE_UNITS else "unstable"
    return {"denominator": here.denominator, "value": here.median, "low": here.low, "high": here.high, "status": status}


@dataclass(frozen=True, slots=True)
class _DaysOfCells:
    """The cells of an incidence as arrays, made once for all places."""

    day: incidence.Numbers
    cause: npt.NDArray[np.str_]
    number: incidence.Numbers
    follow: npt.NDArray[np.int64]

    @classmethod
    def of(cls, found: pa.Table) -> "_DaysOfCells":
        day, number = (found.column(name).to_numpy().astype(float) for name in ("days", "denominator"))
        if not found.num_rows:  # nobody, as in an example of an empty row: no function of Arrow is imported for it
            return cls(day, np.zeros(0, str), number, np.zeros(0, np.int64))
        cause = found.column("cause").combine_chunks().dictionary_encode()
        causes = np.asarray(cause.dictionary.to_pylist(), str)[cause.indices.to_numpy()]
        return cls(day, causes, number, found.column("follow_days").to_numpy())


def _build_incidence_rows(cells: _DaysOfCells, here: slice) -> Iterator[Row]:
    """Build the cumulative incidence at each horizon; its own interval where not every case was followed that long."""
    cause = cells.cause[here]
    within = cells.follow[here][cause != incidence.NEGATIVE]
    found = incidence.estimate_incidences(
        incidence.tabulate_days(cells.day[here], cause, cells.number[here]), int(within.min()) if len(within) else 0
    )
    for each in found:
        yield {
            "horizon": name_horizon(each.horizon),
            "numerator": each.events,
            "denominator": each.cases,
        } | describe_estimate(each)
    if not found:
        for horizon in incidence.HORIZONS:
            yield {"horizon": name_horizon(horizon), "numerator": 0, "denominator": 0}


def name_horizon(days: int) -> str:
    """Name the level of a horizon."""
    return f"{days} days"


def describe_estimate(found: incidence.Incidence) -> Row:
    """Describe an estimate by its share and interval; nothing where the plain share and its interval are right."""
    if found.is_observed:
        return {}
    share = min(found.share, 1.0)
    spread, error = share * (1 - share), found.standard_error**2
    size = spread / error if error > 0 and spread > ALL_OR_NONE else float(found.cases)
    low, high = compute_score_interval(share, min(size, found.cases))
    return {"value": share, "low": low, "high": high, "note": PROVISIONAL_NOTE}


def count_excluded(found: pa.Table) -> Row:
    """Count cases left out of the estimate because their event is dated before their start."""
    number = _sum_excluded(found) if found.num_rows else 0
    note = "first decided before the start: counted here, left out of the estimate"
    return {"by_1": "excluded", "level_1": "negative_time", "numerator": number, "value": number,
            "status": "shown", "note": note}  # fmt: skip


def _sum_excluded(found: pa.Table) -> int:
    import pyarrow.compute as pc  # takes longer to import than a published answer to read

    total = [pc.equal(found.column(name), "") for name in CellPosition._fields]
    negative = [*total, pc.equal(found.column("cause"), incidence.NEGATIVE)]
    return int(pc.sum(found.filter(reduce(pc.and_, negative)).column("denominator")).as_py() or 0)


ROW_BUILDERS: dict[str, Callable[[Method, CellPosition, list[CubeCell], dict[CellPosition, int]], Iterator[Row]]] = {
    "share": _build_share_rows,
    "parts": _build_part_rows,
    "count": _build_count_rows,
}
