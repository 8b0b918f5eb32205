"""The steps that say at which level of every dimension a row is: written from the registry's list of dimensions.

``case_traits`` has one text column a dimension that a case has, ``order_traits`` one a dimension of a standing order,
``asked_levels`` the levels of the dimensions that a condition names. What is gathered only when somebody asks it is in
none of them (``gathered_levels``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finalorder import registry
from finalorder.engines import Step
from finalorder.registry import UNKNOWN, Dimension, LevelRule

#: what a standing order is called where rules read it
ORDER_ROW = "f"


@dataclass(frozen=True, slots=True)
class Levels:
    """What a SELECT takes to have the levels of some dimensions beside its rows: columns, and joins."""

    columns: tuple[str, ...]
    joins: tuple[str, ...]


def write_level(dimension: Dimension, rule: LevelRule, row: str) -> str:
    """Write the expression for a level, as text; ``row`` is the name that the rule's row has in the SELECT."""
    match rule.kind:
        case "column":
            return f"coalesce({_name_lookup(dimension)}.level, '{UNKNOWN}')"
        case "flag":
            return f"CASE WHEN {rule.text} THEN 'yes' WHEN NOT ({rule.text}) THEN 'no' ELSE '{UNKNOWN}' END"
        case "day":
            return f"coalesce(CAST(fiscal_year({row}.{rule.text}) AS STRING), '{UNKNOWN}')"
        case "year" | "month":
            return f"coalesce({_name_lookup(dimension)}.level, '{UNKNOWN}')"
        case _:
            return rule.text


#: how many characters of a day, as text, are its year and its month
_DAY_PARTS = {"year": 4, "month": 7}


def list_level_lookups(rules: Iterable[tuple[Dimension, LevelRule]], row: str) -> list[str]:
    """List the joins that the levels of some dimensions need: a value that is no level finds none."""
    return [
        f"LEFT JOIN registry_levels AS {_name_lookup(dimension)}"
        f" ON {_name_lookup(dimension)}.dimension = '{dimension.column}'"
        f" AND {_name_lookup(dimension)}.level = {_write_value(rule, row)}"
        for dimension, rule in rules
        if rule.kind in ("column", *_DAY_PARTS)
    ]


def _write_value(rule: LevelRule, row: str) -> str:
    value = f"{row}.{rule.text}"
    return f"substr(CAST({value} AS STRING), 1, {_DAY_PARTS[rule.kind]})" if rule.kind in _DAY_PARTS else value


def _name_lookup(dimension: Dimension) -> str:
    return f"l_{dimension.column}"


def build_dimension_steps(steps: Mapping[str, Step]) -> dict[str, Step]:
    """Build the steps, over the facts that some steps of the cohorts gather."""
    texts = {
        "case_traits": _write_case_traits(steps["case_facts"].sql),
        "order_traits": _write_order_traits(),
        "asked_levels": write_asked_levels(list_kept_dimensions()),
    }
    return {name: Step(name, text) for name, text in texts.items()}


def list_case_rules() -> list[tuple[Dimension, LevelRule]]:
    """List the dimensions that a case has, each with its rule."""
    return [(each, each.of_case) for each in list_kept_dimensions() if each.of_case]


def _write_case_traits(facts: str) -> str:
    columns = [f"{write_level(each, rule, 'f')} AS {each.column}" for each, rule in list_case_rules()]
    selected = ",\n    ".join(["f.idncase", *columns])
    joined = "".join(f"\n{join}" for join in list_level_lookups(list_case_rules(), "f"))
    return (
        "-- case_traits: one row a case with its level of every dimension that a case has, as text.\n"
        "-- Key: idncase. Written from registry/dimensions.toml.\n"
        f"WITH\n-- one row a case, with the facts that dimensions ask\nfacts AS (\n{facts.rstrip()}\n)\n"
        f"SELECT\n    {selected}\nFROM facts AS f{joined}\nORDER BY f.idncase NULLS LAST\n"
    )


def write_order_levels(dimensions: Sequence[Dimension]) -> Levels:
    """Write the levels of some dimensions beside a standing order: by the rule for orders, else that of its case."""
    own = [(each, each.of_order) for each in dimensions if each.of_order]
    columns = {each.name: write_level(each, rule, ORDER_ROW) for each, rule in own}
    of_case = {each.name: f"coalesce(t.{each.column}, '{UNKNOWN}')" for each in dimensions}
    listed = tuple(f"{(of_case | columns)[each.name]} AS {each.column}" for each in dimensions)
    traits = [f"LEFT JOIN case_traits AS t ON t.idncase = {ORDER_ROW}.idncase"] if len(own) < len(dimensions) else []
    return Levels(listed, (*traits, *list_level_lookups(own, ORDER_ROW)))


def _write_order_traits() -> str:
    return write_traits_of_orders(
        "-- order_traits: one row a standing order with its level of every dimension, as text.\n"
        "-- Key: unit_id (= idncase: one standing order a case). Written from registry/dimensions.toml: what has no\n"
        "-- rule for an order is at the level of its case.",
        [write_order_levels(list_kept_dimensions())],
    )


def write_traits_of_orders(head: str, levels: Sequence[Levels]) -> str:
    """Write the SELECT that gives each standing order its levels."""
    columns = ",\n    ".join((f"{ORDER_ROW}.idncase AS unit_id", *(name for each in levels for name in each.columns)))
    joins = "".join(f"\n{join}" for each in levels for join in each.joins)
    return f"{head}\nSELECT\n    {columns}\nFROM standing AS {ORDER_ROW}{joins}\n"


def list_kept_dimensions() -> list[Dimension]:
    """List the dimensions whose levels are gathered for every question."""
    return [each for each in registry.load_dimensions().values() if not each.is_gathered_when_asked]


def write_asked_levels(dimensions: Sequence[Dimension]) -> str:
    branches = "\n        ".join(f"WHEN '{each.column}' THEN t.{each.column}" for each in dimensions)
    return (
        "-- asked_levels: one row a unit and a dimension asked, with the unit's level of it.\n"
        "-- Key: unit_id, dimension. Written from registry/dimensions.toml.\n"
        f"SELECT\n    t.unit_id,\n    d.dimension,\n    CASE d.dimension\n        {branches}\n    END AS level\n"
        "FROM traits AS t\nCROSS JOIN where_dimensions AS d\n"
    )
