"""The SQL that counts many splits of a method at once: a cube is gone through twice, and not once a split.

Splits by what has many levels (a nationality, a language, a state) are summed up from one table, all others from a
second: either is far shorter than the cube, which tells all of these apart. Where cells are days neither would be, and
each split goes through the cube.
"""

from collections.abc import Iterator, Sequence

from finalorder.answers import Condition
from finalorder.engines import Step
from finalorder.measures.cube_steps import name_cube
from finalorder.measures.methods import Method
from finalorder.measures.query import (
    CellPosition,
    CellQuery,
    build_joins,
    build_level_sql,
    build_units_sql,
    list_method_columns,
)
from finalorder.registry import load_dimensions

#: cells of days, in the order in which places are told apart
CELLS_IN_ORDER = Step(
    "cells_in_order",
    "SELECT *\nFROM cells\nORDER BY "
    + ", ".join(f"{name} NULLS LAST" for name in (*CellPosition._fields, "days", "cause")),
)
#: the dimensions that a number is split by, each at one of its levels and at no margin
Grouping = tuple[str, ...]
#: a dimension of a case with more levels than this makes kinds of case many
MANY_LEVELS = 40
SUMS = (
    "CAST(sum({0}numerator) AS BIGINT) AS numerator, CAST(sum({0}denominator) AS BIGINT) AS denominator, "
    "min({0}follow_days) AS follow_days"
)


def build_grouping_steps(method: Method, groupings: Sequence[Grouping]) -> Iterator[Step]:
    """Build ``plan_units``, the units of every grouping by its place, and the tables that it is summed up from."""
    bases = [_name_base(by) for by in groupings]
    for base in sorted(set(bases)):
        asked = dict.fromkeys(name for by, its in zip(groupings, bases, strict=True) if its == base for name in by)
        yield Step(base, _build_base_sql(method, list(asked)))
    selects = [_build_grouping_sql(number, method, by) for number, by in enumerate(groupings)]
    yield Step("plan_units", "\nUNION ALL\n".join(selects))


def build_day_cells_step(method: Method, by: Grouping) -> Step:
    """Build ``cells`` of one grouping, without any margin, of a method whose cells are days."""
    return Step("cells", build_units_sql(method, CellQuery(by).assign_columns(method), Condition()))


def build_summed_cells_step(method: Method, by: Grouping, finer: Grouping) -> Step:
    """Build ``cells`` of a grouping from those of a finer one, ``finer_cells``."""
    stands = {name: column for column, name in CellQuery(finer).assign_columns(method).items()}
    columns = dict.fromkeys(("city", "period", "level_1", "level_2"), "''")
    columns |= {place: f"f.{stands[name]}" for place, name in CellQuery(by).assign_columns(method).items()}
    columns |= {name: f"f.{name}" for name in list_method_columns(method)}
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    grouped = ", ".join(sql for sql in columns.values() if sql != "''")
    return Step("cells", f"SELECT {selected}, {SUMS.format('f.')}\nFROM finer_cells AS f\nGROUP BY {grouped}")


def name_table(number: int) -> str:
    """Name the grouping of that number in ``plan_units``."""
    return f"t{number:03}"


def _name_base(by: Grouping) -> str:
    return "plan_base_wide" if any(_has_many_levels(name) for name in by) else "plan_base"


def _has_many_levels(name: str) -> bool:
    dimension = load_dimensions()[name]
    return dimension.of == "case" and len(dimension.levels) > MANY_LEVELS


def _build_base_sql(method: Method, dims: Sequence[str]) -> str:
    """Build the cube's rows summed up by some dimensions, and by whatever the method always tells apart."""
    columns = {_name_column(name): build_level_sql(name, method, year="FY") for name in dims}
    columns |= {f"its_{name}": sql for name, sql in list_method_columns(method).items()}
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    least = "n.follow_days" if method.kind == "incidence" else "CAST(NULL AS BIGINT)"
    return (
        f"SELECT {', '.join(columns)}, {SUMS.format('')}\n"
        f"FROM (SELECT {selected}, n.numerator, n.denominator, {least} AS follow_days "
        f"FROM {name_cube(method)} AS n{build_joins(set(dims))}) AS placed\nGROUP BY {', '.join(columns)}"
    )


def _build_grouping_sql(number: int, method: Method, by: Grouping) -> str:
    columns = dict.fromkeys(("city", "period", "level_1", "level_2"), "''")
    columns |= {place: f"b.{_name_column(name)}" for place, name in CellQuery(by).assign_columns(method).items()}
    columns |= {name: f"b.its_{name}" for name in list_method_columns(method)}
    selected = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    grouped = ", ".join(sql for sql in columns.values() if sql != "''")
    return (
        f"SELECT '{name_table(number)}' AS table_name, {selected}, {SUMS.format('b.')}\n"
        f"FROM {_name_base(by)} AS b GROUP BY {grouped}"
    )


def _name_column(dimension: str) -> str:
    return f"of_{dimension.replace('-', '_')}"
