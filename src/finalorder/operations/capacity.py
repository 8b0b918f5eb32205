"""Beds and monitors that an operation would need against those there are: intervals from a seeded simulation.

Every input is a range: counts as the gate shows them (what it hides is drawn from all that a reader must think
possible, never from the true number), shares and means as the operation file cites them. A draw takes one value of
each; what is given is the 5th and the 95th percentile of the draws, never a single number.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

import numpy as np

from finalorder.answers import AnswerRow, Shown
from finalorder.errors import InputError
from finalorder.operations.capacity_inputs import CapacityInputs, InputRange, build_capacity_inputs
from finalorder.operations.operation import BEDS, MONITORING, PLACEMENTS, PlacementRule
from finalorder.operations.operation_scope import Scope

DEFAULT_SEED, DEFAULT_DRAWS = 20190621, 4000
PERCENTILES = (5, 95)
DrawArray = Any  #: an array, one number a draw


def estimate_capacity_needs(
    scope: Scope, *, rule: PlacementRule | None = None, seed: int = DEFAULT_SEED, draws: int = DEFAULT_DRAWS
) -> Shown:
    """Estimate what the operation's cities would need, one by one and together (``city`` empty), as answer rows.

    ``measure`` is ``families_found``, ``beds_needed``, ``beds_free``, ``beds_short`` (people for whom no bed is left),
    ``monitors_needed`` or ``monitors_in_use``; ``cohort`` is whom they would be of: the families that the court marked
    (the cohort of the operation's focus), or those among everyone in any group. ``low`` and ``high`` are percentiles 5
    and 95 of the draws; ``value`` is empty. The note has the seed and the inputs. Free beds are the whole country's,
    for every city.

    Without a rule, given or in the file, there are no rows; of beds and monitors there are those that the file has a
    figure for.

    :raises FinalorderError: for fewer than 100 draws.
    """
    if draws < 100:
        raise InputError(f"percentiles need at least 100 draws (got {draws}).")
    chosen = rule or scope.operation.placement
    if chosen is None:
        return scope.shown.derive_rows(())
    groups = [group for group in (scope.operation.family_cohort, scope.summary_group) if group]
    rows = (row for city in ("", *scope.operation.cities) for group in dict.fromkeys(groups)
            for row in _build_estimate_rows(scope, city, group, chosen, seed, draws))  # fmt: skip
    return scope.shown.derive_rows(rows)


def _build_estimate_rows(
    scope: Scope, city: str, group: str, rule: PlacementRule, seed: int, draws: int
) -> Iterator[AnswerRow]:
    inputs = build_capacity_inputs(scope, city, group)
    random = np.random.RandomState([seed, crc32(f"{city}/{group}".encode())])
    amounts = _simulate_draws(inputs, rule, random, draws)
    notes = f"seed {seed}; {draws:,} draws; percentiles {PERCENTILES[0]} and {PERCENTILES[1]}; {inputs.note}"
    for measure, (unit, values) in amounts.items():
        low, high = (float(at) for at in np.percentile(values, PERCENTILES, method="nearest"))
        yield AnswerRow(
            measure,
            operation=scope.operation.id,
            city=city,
            cohort=group,
            by_1="rule",
            level_1=rule.name,
            as_of=scope.as_of.isoformat(),
            release=scope.release.name,
            simulated=scope.release.simulated,
            unit=unit,
            low=low,
            high=high,
            note=notes,
            source=inputs.source,
        )


def _simulate_draws(
    inputs: CapacityInputs, rule: PlacementRule, random: Any, draws: int
) -> Mapping[str, tuple[str, DrawArray]]:
    """Simulate one draw after another: families in scope, found, with a citizen child; beds until full; monitors."""

    def draw_uniform(of: InputRange) -> DrawArray:
        return random.uniform(of.low, of.high, draws)

    size = draw_uniform(inputs.family_size)
    families = np.rint(draw_uniform(inputs.people) * draw_uniform(inputs.share_of_families) / size).astype(np.int64)
    found = random.binomial(families, draw_uniform(inputs.share_found))
    citizen = random.binomial(found, draw_uniform(inputs.share_citizen_child))
    put = {place: np.zeros(draws) for place in PLACEMENTS}
    put[rule.citizen_child] = put[rule.citizen_child] + citizen
    put[rule.others] = put[rule.others] + (found - citizen)
    wanted = np.rint(put[BEDS] * size)
    amounts: dict[str, tuple[str, DrawArray]] = {"families_found": ("families", found)}
    short = np.zeros(draws)
    if rule.uses(BEDS):
        amounts["beds_needed"] = ("beds", wanted)
    if inputs.beds_free:
        free = np.rint(draw_uniform(inputs.beds_free))
        short = np.maximum(wanted - free, 0)
        amounts |= {"beds_free": ("beds", free), "beds_short": ("people", short)}
    monitored = put[MONITORING] + (np.ceil(short / size) if rule.when_full == MONITORING else 0)
    if rule.uses(MONITORING):
        amounts["monitors_needed"] = ("monitors", monitored * rule.monitors_a_family)
    if inputs.monitors_in_use:
        amounts["monitors_in_use"] = ("monitors", np.rint(draw_uniform(inputs.monitors_in_use)))
    return amounts
