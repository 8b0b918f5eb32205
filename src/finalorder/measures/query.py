"""A question to a method: by which dimensions, under which condition; and the cells that answer it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import prod
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from finalorder.answers import Condition, Question
from finalorder.engines import Step, StepRunner
from finalorder.errors import InputError, suggest_names
from finalorder.measures.cube_steps import name_cube
from finalorder.measures.incidence import CENSORED, HORIZONS
from finalorder.measures.methods import Method
from finalorder.registry import UNKNOWN, load_dimensions

#: dimensions that have an answer column of their own; two others fit beside them
COLUMN_BY_DIMENSION = {"city": "city", "fiscal-year": "period"}
#: an answer of more numbers than this is not read by anyone
MAX_ANSWER_NUMBERS = 200_000
#: the court is of 1983; what is dated earlier is asked for by --where
FIRST_LISTED_YEAR = 1983
SLOT_WORDS = {1: "one other dimension", 2: "two other dimensions"}


AnswerLevels = list[list[str]]


class CellPosition(NamedTuple):
    """Where a cell lies in an answer; a margin has an empty coordinate."""

    city: str
    period: str
    level_1: str
    level_2: str
    split: str


@dataclass(frozen=True, slots=True)
class CellQuery:
    """What a cube is asked: split by these dimensions (every margin too), of units that meet the condition."""

    by: tuple[str, ...] = ()
    where: Condition = field(default_factory=Condition)

    def list_other_dimensions(self, method: Method) -> tuple[str, ...]:
        """List the dimensions shown in by_1 and by_2, without the method's built-in split."""
        return tuple(name for name in self.by if name not in COLUMN_BY_DIMENSION and not is_split(name, method))

    def fits_columns(self, method: Method) -> bool:
        """Whether an answer of the method has columns enough for the dimensions."""
        return len(self.list_other_dimensions(method)) <= count_dimension_slots(method)

    def assign_columns(self, method: Method) -> dict[str, str]:
        """Find where each dimension goes: column of the cells -> dimension.

        :raises FinalorderError: if the method does not know a dimension, or there are more than the answer has
            columns for.
        """
        for name in (*self.by, *self.where.dims):
            _require_dimension(name, method)
        taken = {column: name for name, column in COLUMN_BY_DIMENSION.items() if name in self.by}
        if not self.fits_columns(method):
            raise InputError(
                f"{method.id} can be split by city, fiscal-year and {SLOT_WORDS[count_dimension_slots(method)]}; "
                "use --where for the rest."
            )
        return taken | {
            f"level_{place}": name for place, name in enumerate(self.list_other_dimensions(method), start=1)
        }


class CubeCell(NamedTuple):
    """A row of ``cells.sql``."""

    city: str
    period: str
    level_1: str
    level_2: str
    split: str
    days: int
    cause: str
    numerator: int
    denominator: int
    follow_days: int
    squares: int
    products: int
    bases: int
    clusters: int

    @property
    def position(self) -> CellPosition:
        """Where it lies in the answer."""
        return CellPosition(self.city, self.period, self.level_1, self.level_2, self.split)


class PlaceQuartiles(NamedTuple):
    """A row of ``quartiles.sql``, without its place."""

    denominator: int
    median: int
    low: int
    high: int


def _build_schema(names: Iterable[str]) -> pa.Schema:
    texts = {*CellPosition._fields, "cause"}
    return pa.schema([(name, pa.string() if name in texts else pa.int64()) for name in names])


#: what cells and quartiles are as tables, so that there can be one of none
CELL_SCHEMA = _build_schema(CubeCell._fields)
QUARTILE_SCHEMA = _build_schema((*CellPosition._fields, *PlaceQuartiles._fields))


def parse_cells(found: pa.Table) -> list[CubeCell]:
    """Parse the rows of ``cells.sql`` as cells; days, cause and follow-up are None where the method has none."""
    return [CubeCell(*values) for values in _list_rows(found, CubeCell._fields)]


def parse_quartiles(found: pa.Table) -> dict[CellPosition, PlaceQuartiles]:
    """Parse the rows of ``quartiles.sql`` by place."""
    places = (CellPosition(*place) for place in _list_rows(found, CellPosition._fields))
    return dict(zip(places, map(PlaceQuartiles._make, _list_rows(found, PlaceQuartiles._fields)), strict=True))


def _list_rows(found: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(found.column(name).to_pylist() for name in names), strict=True)


def count_dimension_slots(method: Method) -> int:
    """Count how many dimensions besides city and fiscal year an answer of the method can be split by."""
    return 1 if method.split and method.split != "order_class" else 2


def build_cell_query(question: Question) -> CellQuery:
    """Return what a question asks of each of its methods' cubes."""
    return CellQuery(question.by, question.condition)


def is_split(name: str, method: Method) -> bool:
    """Return whether the method's answers are split by the dimension anyway."""
    return name.replace("-", "_") == method.split


def _require_dimension(name: str, method: Method) -> None:
    if name not in method.dimensions and not is_split(name, method):
        raise InputError(f"{method.id} cannot be split by {name}{suggest_names(name, method.dimensions)}")


def query_cells(runner: StepRunner, method: Method, asked: CellQuery) -> pa.Table:
    """Query the cells of a method's cube, as ``cells.sql`` gives them: the finest ones asked for, and every margin."""
    return _put_question(runner, method, asked).query(_name_cells(method))


def query_numbers(runner: StepRunner, method: Method, asked: CellQuery) -> pa.Table:
    """Query what the rows of an answer are made of: cells; of a method about days, the quartiles of each place."""
    return _put_question(runner, method, asked).query(name_numbers(method))


def name_numbers(method: Method) -> str:
    """Name the step that gives what the rows of a method's answers are made of."""
    return "quartiles" if method.kind == "days" else _name_cells(method)


def _name_cells(method: Method) -> str:
    return "cells_of_families" if method.clusters else "cells"


def list_no_numbers(method: Method) -> pa.Table:
    """List what :func:`query_numbers` gives where there is no unit."""
    return (QUARTILE_SCHEMA if method.kind == "days" else CELL_SCHEMA).empty_table()


def _put_question(runner: StepRunner, method: Method, asked: CellQuery) -> StepRunner:
    places = asked.assign_columns(method)
    units = Step("asked_units", build_units_sql(method, places, asked.where))
    given = {**asked.where.build_tables(), "asked_margins": _build_margins(places)}
    return runner.extend(given, [units])


def build_units_sql(method: Method, places: dict[str, str], where: Condition) -> str:
    """Build the cube's rows grouped by the columns asked; names are the registry's, values stand in a table."""
    columns = dict.fromkeys(("city", "period", "level_1", "level_2"), "''")
    columns |= {place: build_level_sql(name, method, year="FY") for place, name in places.items()}
    columns |= list_method_columns(method)
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    conditions = [
        f"{build_level_sql(name, method)} IN "
        f"(SELECT level FROM where_values WHERE dimension = '{name.replace('-', '_')}')"
        for name in where.dims
    ]
    met = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    grouped = ", ".join(columns)
    least = "n.follow_days" if method.kind == "incidence" else "CAST(NULL AS BIGINT)"
    joins = build_joins({*places.values(), *where.dims})
    return (
        f"SELECT {grouped}, CAST(sum(numerator) AS BIGINT) AS numerator, "
        f"CAST(sum(denominator) AS BIGINT) AS denominator, min(follow_days) AS follow_days "
        f"FROM (SELECT {selected}, n.numerator, n.denominator, {least} AS follow_days "
        f"FROM {name_cube(method)} AS n{joins}{met}) AS chosen GROUP BY {grouped}"
    )


def build_joins(asked: set[str]) -> str:
    """Build only the tables that the dimensions asked stand in: a cube can be long."""
    tables = {_find_alias(name) for name in asked}
    kinds = " LEFT JOIN case_kinds AS t ON t.kind_id = n.kind_id" if "t" in tables else ""
    return kinds + (" LEFT JOIN registry_cities AS c ON c.court_code = n.court_code" if "c" in tables else "")


#: where a dimension stands, by what it belongs to: the cube itself (n), the court's city (c), the kind of case (t)
_TABLE_ALIASES = {"case": "t", "court": "c", "unit": "n", "year": "n", "some measures": "n", "asked": "n"}


def _find_alias(name: str) -> str:
    return _TABLE_ALIASES[load_dimensions()[name].of]


def build_level_sql(name: str, method: Method, *, year: str = "") -> str:
    """Build the level of a unit in a dimension, as text; ``unknown`` where there is none."""
    if name == "fiscal-year":
        prefix = f"'{year}' || " if year else ""
        return f"CASE WHEN n.year_of IS NULL THEN 'unknown' ELSE {prefix}CAST(n.year_of AS STRING) END"
    column = {"court": "court_code"}.get(name, name.replace("-", "_"))
    if column == method.split and name not in method.dimensions:
        column = "split"
    return f"coalesce({_find_alias(name)}.{column}, 'unknown')"


def list_method_columns(method: Method) -> dict[str, str]:
    """List what a method always tells apart, by column.

    The days of an incidence end with the last horizon: whatever came later, all who were followed longer are at risk
    until then.
    """
    if method.kind == "incidence":
        last = HORIZONS[-1]
        return {
            "split": "''",
            "cluster": "0",
            "days": f"least(n.days, {last + 1})",
            "cause": f"CASE WHEN n.days > {last} THEN '{CENSORED}' ELSE n.cause END",
        }
    return {
        "split": "n.split" if method.split else "''",
        "cluster": "n.cluster" if method.clusters else "0",
        "days": "n.days" if method.kind == "days" else "CAST(NULL AS BIGINT)",
        "cause": "CAST(NULL AS STRING)",
    }


def _build_margins(places: dict[str, str]) -> pa.Table:
    """Build one row a margin: which of the columns asked it keeps."""
    names = {"city": "keeps_city", "period": "keeps_period", "level_1": "keeps_1", "level_2": "keeps_2"}
    kept = list(product(*((True, False) if place in places else (False,) for place in names)))
    columns = zip(*kept, strict=True)
    return pa.table({name: pa.array(values, pa.bool_()) for name, values in zip(names.values(), columns, strict=True)})


def group_cells(
    found: list[CubeCell], positions: Iterable[CellPosition]
) -> Iterator[tuple[CellPosition, list[CubeCell]]]:
    """Group the cells by place; places without any unit too, so that what is missing does not tell who is where."""
    grouped: dict[CellPosition, list[CubeCell]] = {}
    for cell in found:
        grouped.setdefault(cell.position, []).append(cell)
    for place in positions:
        yield place, grouped.get(place, [])


def group_slices(found: pa.Table, positions: Iterable[CellPosition]) -> Iterator[tuple[CellPosition, slice]]:
    """Find which rows of ``cells.sql``, in the order of places, are about each place; none of one without any unit."""
    starts = _find_starts(found)
    parts = dict(zip(list_places(found), pairwise([*starts, found.num_rows]), strict=True))
    for place in positions:
        yield place, slice(*parts.get(place, (0, 0)))


def list_places(found: pa.Table, least: int = 0) -> list[CellPosition]:
    """List the places that rows in their order are about, each once: those with at least so many units."""
    starts = _find_starts(found)
    if not starts:
        return []
    units = np.add.reduceat(found.column("denominator").to_numpy(), starts)
    places = found.select(CellPosition._fields).take(pa.array(np.array(starts, np.int64)[units >= least]))
    return [CellPosition(*place) for place in _list_rows(places, CellPosition._fields)]


def _find_starts(found: pa.Table) -> list[int]:
    """Find where each place begins in rows that are in the order of places."""
    if not found.num_rows:
        return []
    differs = np.zeros(found.num_rows, dtype=bool)
    differs[0] = True
    for name in CellPosition._fields:
        codes = found.column(name).combine_chunks().dictionary_encode().indices.to_numpy()
        differs[1:] |= codes[1:] != codes[:-1]
    return list(map(int, np.flatnonzero(differs)))


def list_positions(levels: AnswerLevels) -> Iterator[CellPosition]:
    """List every combination of the levels of an answer, in order."""
    return (CellPosition(*coordinates) for coordinates in product(*levels))


def list_filled_positions(
    method: Method, places: Iterable[CellPosition], levels: AnswerLevels
) -> Iterable[CellPosition]:
    """List the places that answers list; of the parts of a whole every part, whether there are such units or not.

    What is at no level that answers list (a year before the court's first) is left out.
    """
    if method.kind == "parts":
        wholes = dict.fromkeys(place._replace(split="") for place in places)
        places = [place._replace(split=part) for place in wholes for part in levels[-1]]
    listed = [set(each) for each in levels]
    return [place for place in places if all(level in each for level, each in zip(place, listed, strict=True))]


def list_answer_levels(method: Method, asked: CellQuery, last_year: int) -> AnswerLevels:
    """List the levels of each column of an answer: the registry's, with anybody at them or not; the margin is empty.

    :raises InputError: if there are more combinations than one answer can have.
    """
    levels = list_levels(method, asked, last_year)
    _require_answerable_size(levels)
    return levels


def list_levels(method: Method, asked: CellQuery, last_year: int) -> AnswerLevels:
    """List the same levels, however many combinations they have."""
    places = asked.assign_columns(method)
    levels = [_list_column_levels(places.get(column, ""), asked, last_year) for column in CellPosition._fields[:-1]]
    return [*levels, _list_split_levels(method, asked)]


def _list_column_levels(name: str, asked: CellQuery, last_year: int) -> list[str]:
    if not name:
        return [""]
    known = asked.where.dims.get(name) or tuple(load_dimensions()[name].levels)
    if name == "month":
        known = tuple(each for each in known if each == UNKNOWN or each <= f"{last_year}-09")
    if name == "fiscal-year":
        listed = name in asked.where.dims
        years = [year for year in known if year == UNKNOWN or listed or FIRST_LISTED_YEAR <= int(year) <= last_year]
        return sorted(["", *(year if year == UNKNOWN else f"FY{year}" for year in years)])
    return sorted(["", *known])


def _list_split_levels(method: Method, asked: CellQuery) -> list[str]:
    if not method.split or method.kind == "incidence":
        return [""]
    name = method.split.replace("_", "-")
    if name in asked.where.dims:
        return sorted(asked.where.dims[name])
    return sorted(method.split_levels or load_dimensions()[name].levels)


def _require_answerable_size(levels: AnswerLevels) -> None:
    size = prod(map(len, levels))
    if size > MAX_ANSWER_NUMBERS:
        raise InputError(
            f"that is {size:,} numbers, more than one answer can have; ask by fewer dimensions, or --where."
        )
