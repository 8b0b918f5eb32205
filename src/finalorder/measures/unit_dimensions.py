"""What the units of a measure are counted by, written from the registry's list of dimensions.

``case_kinds`` numbers the kinds of case: cases that agree in every dimension that a case has. ``case_keys`` gives each
case its kind, ``unit_keys`` each unit of a method what it is counted by: its kind, and the dimensions of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from finalorder import registry
from finalorder.cohorts import (
    UNIT_ROW,
    find_prepared_files,
    list_columns,
    list_level_lookups,
    write_gathered_levels,
    write_level,
)
from finalorder.engines import Step
from finalorder.lake import Release
from finalorder.registry import Dimension, LevelRule

UNIT_YEAR = "fiscal_year(u.counted_on)"
#: tables that no day asked changes: a build keeps them beside its cubes
KEY_TABLES = ("case_kinds", "case_keys")
DAYLESS_TABLES = ("pending_spans", "hearings_held", "proceeding_types")


def build_key_steps() -> dict[str, Step]:
    texts = {
        "case_kinds": _write_case_kinds(),
        "case_keys": _write_case_keys(),
        "unit_keys": write_unit_keys(list_unit_keys()),
    }
    return {name: Step(name, text) for name, text in texts.items()}


def find_key_files(release: Release) -> Mapping[str, Path]:
    """Find the kinds of case and the kind of each case, if a build has written them by the dimensions of today."""
    files = find_prepared_files(release, KEY_TABLES)
    if len(files) < len(KEY_TABLES):
        return {}
    return files if set(list_kind_columns()) <= list_columns(files["case_kinds"]) else {}


def find_dayless_files(release: Release) -> Mapping[str, Path]:
    """Find the tables that questions about any day begin with, those that a build has written."""
    return find_prepared_files(release, DAYLESS_TABLES)


def list_common_dimensions() -> tuple[str, ...]:
    """List the dimensions that every unit has, by name; a method may add its own."""
    return tuple(each.name for each in registry.load_dimensions().values() if each.of not in ("some measures", "asked"))


def list_gathered_dimensions(method: str) -> tuple[str, ...]:
    """List the dimensions that a method has when it is asked for them, by name."""
    gathered = (each for each in registry.load_dimensions().values() if each.is_gathered_when_asked)
    return tuple(each.name for each in gathered if not each.measures or method in each.measures)


def list_kind_columns() -> list[str]:
    """List the columns of ``case_kinds``: the dimensions that belong to the case."""
    return [each.column for each in registry.load_dimensions().values() if each.of == "case"]


def list_unit_keys() -> list[str]:
    """List the columns by which the units of every method are counted, besides the court's."""
    return ["kind_id", "cluster", "year_of", *(each.column for each, _ in list_unit_rules())]


def list_unit_rules() -> list[tuple[Dimension, LevelRule]]:
    return [(each, each.of_unit) for each in registry.load_dimensions().values() if each.of == "unit" and each.of_unit]


def _write_case_kinds() -> str:
    columns = ", ".join(list_kind_columns())
    order = ", ".join(f"{column} NULLS LAST" for column in list_kind_columns())
    return (
        "-- case_kinds: one row a kind of case: cases that agree in every dimension that a case has.\n"
        "-- Key: kind_id. A number for many texts, so that units can be counted by it. Written from dimensions.toml.\n"
        f"WITH\n-- one row a kind\nkinds AS (\n    SELECT DISTINCT {columns}\n    FROM case_traits\n)\n"
        f"SELECT\n    CAST(row_number() OVER (ORDER BY {order}) AS BIGINT) AS kind_id,\n    k.*\nFROM kinds AS k\n"
    )


def _write_case_keys() -> str:
    alike = "\n    AND ".join(f"n.{column} = t.{column}" for column in list_kind_columns())
    return (
        "-- case_keys: one row a case: its kind, its first representation, and its lead case (else itself).\n"
        "-- Key: idncase. Written from dimensions.toml.\n"
        "SELECT c.idncase, n.kind_id, c.first_represented_on, coalesce(c.lead_idncase, c.idncase) AS cluster\n"
        "FROM cases AS c\nINNER JOIN case_traits AS t ON t.idncase = c.idncase\n"
        f"INNER JOIN case_kinds AS n\n    ON {alike}\n"
    )


def write_unit_keys(keys: Collection[str], gathered: Sequence[Dimension] = ()) -> str:
    """Write the SELECT that gives each unit some of what it is counted by; what is not asked for joins nothing.

    ``gathered`` are the dimensions whose levels are gathered for this question alone.
    """
    asked = write_gathered_levels(gathered, UNIT_ROW)
    rules = [(each, rule) for each, rule in list_unit_rules() if each.column in keys]
    columns = {"kind_id": "k.kind_id", "cluster": "coalesce(k.cluster, u.idncase)", "year_of": UNIT_YEAR}
    columns = {name: text for name, text in columns.items() if name in keys}
    columns |= {each.column: write_level(each, rule, UNIT_ROW) for each, rule in rules}
    of_case = "LEFT JOIN case_keys AS k ON k.idncase = u.idncase" if any("k." in x for x in columns.values()) else ""
    joins = "".join(f"\n{join}" for join in (of_case, *list_level_lookups(rules, UNIT_ROW), *asked.joins) if join)
    listed = [*(f"{text} AS {name}" for name, text in columns.items()), *asked.columns]
    levels = "".join(f",\n    {column}" for column in listed)
    return (
        "-- unit_keys: one row a unit of a method with what it is counted by.\n"
        "-- Key: none. The year is that of counted_on; representation counts by representation_day. A unit without a\n"
        "-- listed case is of no kind. cluster is the lead case of a family, else the case.\n"
        "-- Written from dimensions.toml.\n"
        f"SELECT\n    u.*{levels}\nFROM units AS u{joins}\n"
    )
