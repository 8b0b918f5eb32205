"""What the units of a measure are counted by, written from the registry's list of dimensions.

``case_kinds`` numbers the kinds of case: cases that agree in every dimension that a case has. ``case_keys`` gives each
case its kind, ``unit_keys`` each unit of a method what it is counted by: its kind, and the dimensions of its own.
"""

from collections.abc import Sequence

from finalorder import registry
from finalorder.cohorts import UNIT_ROW, list_level_lookups, write_gathered_levels, write_level
from finalorder.engines import Step
from finalorder.registry import Dimension, LevelRule


def build_key_steps() -> dict[str, Step]:
    texts = {"case_kinds": _write_case_kinds(), "case_keys": _write_case_keys(), "unit_keys": write_unit_keys()}
    return {name: Step(name, text) for name, text in texts.items()}


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


def write_unit_keys(gathered: Sequence[Dimension] = ()) -> str:
    """Write what each unit is counted by, with the levels that are gathered for this question alone."""
    asked = write_gathered_levels(gathered, UNIT_ROW)
    listed = [f"{write_level(each, rule, UNIT_ROW)} AS {each.column}" for each, rule in list_unit_rules()]
    levels = "".join(f",\n    {column}" for column in (*listed, *asked.columns))
    joins = "".join(f"\n{join}" for join in list_level_lookups(list_unit_rules(), "u"))
    return (
        "-- unit_keys: one row a unit of a method with what it is counted by.\n"
        "-- Key: none. The year is that of counted_on; representation counts by representation_day. A unit without a\n"
        "-- listed case is of no kind. cluster is the lead case of a family, else the case.\n"
        "-- Written from dimensions.toml.\n"
        "SELECT\n    u.*,\n    k.kind_id,\n    coalesce(k.cluster, u.idncase) AS cluster,\n"
        f"    fiscal_year(u.counted_on) AS year_of{levels}\n"
        f"FROM units AS u\nLEFT JOIN case_keys AS k ON k.idncase = u.idncase{joins}{asked.joins}\n"
    )
