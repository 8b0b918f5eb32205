"""The levels of dimensions that are gathered only when somebody asks them: charges, motions, appeals, months.

No build and no other question pays for them. ``asked_traits`` has those that a condition on standing orders names,
beside the dimensions of every question; the units of a measure get theirs from the same facts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from finalorder import registry
from finalorder.cohorts.dimension_steps import (
    list_kept_dimensions,
    list_level_lookups,
    write_asked_levels,
    write_level,
)
from finalorder.engines import Step
from finalorder.registry import Dimension, LevelRule

#: what a standing order and the unit of a measure are called where rules read them
ORDER_ROW, UNIT_ROW = "s", "u"


@dataclass(frozen=True, slots=True)
class GatheredLevels:
    """What a SELECT takes to have the levels of some dimensions beside its rows: columns, and joins of facts."""

    columns: tuple[str, ...]
    joins: str


def select_gathered(names: Collection[str]) -> list[Dimension]:
    """Select those of some dimensions that are gathered only when they are asked."""
    return [each for each in registry.load_dimensions().values() if each.is_gathered_when_asked and each.name in names]


def build_asked_steps(gathered: Sequence[Dimension]) -> list[Step]:
    """Build the steps of a condition on standing orders that names dimensions which are gathered when asked."""
    found = write_gathered_levels(gathered, ORDER_ROW)
    traits = (
        "-- asked_traits: one row a standing order with its level of every dimension that a condition may name here.\n"
        "-- Key: unit_id (= idncase). Written from registry/dimensions.toml.\n"
        f"SELECT\n    {', '.join(['t.*', *found.columns])}\nFROM standing AS {ORDER_ROW}\n"
        f"INNER JOIN order_traits AS t ON t.unit_id = {ORDER_ROW}.idncase{found.joins}\n"
    )
    levels = write_asked_levels([*list_kept_dimensions(), *gathered])
    return [Step("asked_traits", traits), Step("asked_levels", levels)]


def write_gathered_levels(gathered: Sequence[Dimension], row: str) -> GatheredLevels:
    """Write the levels of some dimensions beside a standing order or a unit, whichever the row is."""
    rules = [(each, _choose_rule(each, row)) for each in gathered]
    facts = dict.fromkeys(each.facts for each in gathered if each.facts)
    joins = [f"LEFT JOIN {name} AS {name} ON {name}.idncase = {row}.idncase" for name in facts]
    for each, rule in rules:
        joins += list_level_lookups([(each, rule)], each.facts or row)
    columns = [f"{write_level(each, rule, each.facts or row)} AS {each.column}" for each, rule in rules]
    return GatheredLevels(tuple(columns), "".join(f"\n{join}" for join in joins))


def _choose_rule(dimension: Dimension, row: str) -> LevelRule:
    own = dimension.of_order if row == ORDER_ROW else dimension.of_unit
    found = own or dimension.of_case
    assert found is not None, f"registry/dimensions.toml has no rule for {dimension.name}"
    return found
