"""The levels of dimensions that are gathered only when somebody asks them: charges, motions, appeals, months.

No build and no other question pays for them. ``asked_traits`` has the levels of every dimension that a condition on
standing orders names, these and others; the units of a measure get theirs from the same facts.
"""

from collections.abc import Collection, Sequence

from finalorder import registry
from finalorder.cohorts.dimension_steps import (
    ORDER_ROW,
    Levels,
    list_level_lookups,
    write_asked_levels,
    write_level,
    write_order_levels,
    write_traits_of_orders,
)
from finalorder.engines import Step
from finalorder.registry import Dimension, LevelRule

#: what the unit of a measure is called where rules read it
UNIT_ROW = "u"


def select_gathered(names: Collection[str]) -> list[Dimension]:
    """Select those of some dimensions that are gathered only when they are asked."""
    return [each for each in registry.load_dimensions().values() if each.is_gathered_when_asked and each.name in names]


def build_asked_steps(asked: Sequence[Dimension]) -> list[Step]:
    """Build the steps of a condition on standing orders: the levels of the dimensions that it names and no others, and
    who meets it.
    """
    kept = write_order_levels([each for each in asked if not each.is_gathered_when_asked])
    gathered = write_gathered_levels([each for each in asked if each.is_gathered_when_asked], ORDER_ROW)
    traits = write_traits_of_orders(
        "-- asked_traits: one row a standing order with its level of every dimension that a condition names.\n"
        "-- Key: unit_id (= idncase). Not kept: read once. Written from registry/dimensions.toml.",
        [kept, gathered],
    )
    texts = {"asked_traits": traits, "asked_levels": write_asked_levels(asked), "meeting": _write_meeting(asked)}
    return [Step(name, text) for name, text in texts.items()]


def _write_meeting(asked: Sequence[Dimension]) -> str:
    met = [
        f"t.{each.column} IN (SELECT v.level FROM where_values AS v WHERE v.dimension = '{each.column}')"
        for each in asked
    ]
    return (
        "-- meeting: one row a standing order that meets every condition asked.\n"
        "-- Key: unit_id. With no condition there is no row. Not kept: read once.\n"
        f"SELECT t.unit_id\nFROM asked_traits AS t\nWHERE {f'{chr(10)}    AND '.join(met or ['false'])}\n"
    )


def write_gathered_levels(gathered: Sequence[Dimension], row: str) -> Levels:
    """Write the levels of some dimensions beside a standing order or a unit, whichever the row is."""
    rules = [(each, _choose_rule(each, row)) for each in gathered]
    facts = dict.fromkeys(each.facts for each in gathered if each.facts)
    joins = [f"LEFT JOIN {name} AS {name} ON {name}.idncase = {row}.idncase" for name in facts]
    for each, rule in rules:
        joins += list_level_lookups([(each, rule)], each.facts or row)
    columns = [f"{write_level(each, rule, each.facts or row)} AS {each.column}" for each, rule in rules]
    return Levels(tuple(columns), tuple(joins))


def _choose_rule(dimension: Dimension, row: str) -> LevelRule:
    own = dimension.of_order if row == ORDER_ROW else dimension.of_unit
    found = own or dimension.of_case
    assert found is not None, f"registry/dimensions.toml has no rule for {dimension.name}"
    return found
