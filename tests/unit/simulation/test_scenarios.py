"""Two scenarios differ in what their difference touches, and in nothing else; a draw depends on its name and person."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest

from finalorder.simulation.column_builders import PreparedBlock
from finalorder.simulation.column_formats import Codes, ColumnData, Constant, Vocabulary
from finalorder.simulation.day_numbers import parse_day_number
from finalorder.simulation.lives import CaseHistories, simulate_block
from finalorder.simulation.parameters import Parameters, load_default_parameters
from finalorder.simulation.prepared_block import BlockContents, prepare_block
from finalorder.simulation.random_draws import Draws, Scenario, extend_keys, make_keys
from finalorder.simulation.release_writer import TABLE_BUILDERS

PARAMETERS = load_default_parameters()
UNTIL = parse_day_number("2026-07-01")
COUNT = 6_000
ATTORNEYS = Vocabulary.of([f"counsel {number}" for number in range(50)] + [""])


def draw_lives(parameters: Parameters = PARAMETERS, seed: int = 5) -> CaseHistories:
    return simulate_block(Scenario(seed, parameters), 2, COUNT, UNTIL)


def prepare(lives: CaseHistories) -> PreparedBlock:
    return prepare_block(lives, BlockContents(COUNT, ATTORNEYS, has_faults=True))


@pytest.fixture(scope="module")
def usual() -> PreparedBlock:
    return prepare(draw_lives())


def halve_motions() -> Parameters:
    """Half as many motions to reopen orders in absentia."""
    curve = [[year, *(share / 2 for share in shares)] for year, *shares in PARAMETERS["aftermath.absent_motion"]]
    return PARAMETERS.replace_values({"aftermath.absent_motion": curve})


@pytest.fixture(scope="module")
def fewer_motions() -> PreparedBlock:
    return prepare(draw_lives(halve_motions()))


def text_of(column: ColumnData, rows: np.ndarray) -> list[str]:
    if isinstance(column, Constant):
        return [column.value] * len(rows)
    return column.select(rows).format_text("").to_pylist()


def read_rows(scene: PreparedBlock, table: str) -> dict[int, tuple[str, ...]]:
    """Every row of a table by its slot, as it is written."""
    rows = TABLE_BUILDERS[table](scene)
    everything = np.arange(rows.count)
    columns = [text_of(rows.columns[name], everything) for name in sorted(rows.columns)]
    assert rows.ids is not None
    assert len(set(rows.ids.slot.tolist())) == rows.count, "two rows in one place"
    return dict(zip(rows.ids.slot.tolist(), zip(*columns, strict=True), strict=True))


def find_touched(usual: CaseHistories, other: CaseHistories) -> set[int]:
    """Cases whose motions differ: those that moved to reopen in one scenario and not in the other."""
    filed = []
    for lives in (usual, other):
        place = lives.proceedings.case[lives.motions.proceeding]
        filed.append(set(zip(place.tolist(), lives.motions.received.tolist(), strict=True)))
    return {case for case, _ in filed[0] ^ filed[1]}


def test_fewer_motions_are_a_part_of_the_motions_there_were(usual, fewer_motions):
    counts = [len(scene.histories.motions.kind) for scene in (usual, fewer_motions)]
    assert 0.5 * counts[0] < counts[1] < 0.95 * counts[0]


@pytest.mark.parametrize("table", TABLE_BUILDERS)
def test_a_scenario_differs_only_in_the_lives_that_its_policy_touches(usual, fewer_motions, table):
    touched = find_touched(usual.histories, fewer_motions.histories)
    assert 20 < len(touched) < 0.2 * COUNT
    families = {int(lead) for lead in usual.histories.cases.lead[list(touched)]}
    before, after = read_rows(usual, table), read_rows(fewer_motions, table)
    places = TABLE_BUILDERS[table](usual).ids.space // len(usual.histories.cases.lead)
    differing = {slot // places for slot in before.keys() | after.keys() if before.get(slot) != after.get(slot)}
    assert {case for case in differing if int(usual.histories.cases.lead[case]) not in families} == set()


def test_all_that_came_before_a_motion_is_as_it_was(usual, fewer_motions):
    """First proceedings, and their hearings, end before any motion to reopen them."""
    found = []
    for scene in (usual, fewer_motions):
        rows, hearings = scene.histories.proceedings, scene.hearings
        first = rows.ordinal[hearings.proceeding] == 0
        case = rows.case[hearings.proceeding[first]]
        found.append(np.stack([case, hearings.held_on[first], hearings.kind[first]]))
    assert np.array_equal(*found)


def test_two_scenarios_in_one_process_at_once_are_what_each_is_alone(usual):
    scenarios = [PARAMETERS, halve_motions(), PARAMETERS, halve_motions()]
    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(draw_lives, scenarios))
    alone = draw_lives(halve_motions())
    for lives, expected in ((together[0], usual.histories), (together[1], alone), (together[3], alone)):
        for column in fields(lives.proceedings):
            assert np.array_equal(
                getattr(lives.proceedings, column.name), getattr(expected.proceedings, column.name)
            ), column.name
    assert not np.array_equal(together[0].motions.received, together[1].motions.received)


def test_a_decision_added_or_moved_changes_no_other_draw(monkeypatch):
    known = draw_lives()
    original = Draws.sample_uniform

    def draw_more(self: Draws, decision: str) -> np.ndarray:
        original(self, f"a new decision before {decision}")
        return original(self, decision)

    monkeypatch.setattr(Draws, "sample_uniform", draw_more)
    again = draw_lives()
    assert np.array_equal(known.proceedings.ended, again.proceedings.ended)
    assert np.array_equal(known.appeals.decided, again.appeals.decided)


def test_no_decision_is_made_twice_about_the_same_thing(monkeypatch):
    """One name stands for one question about each key: else two answers would be the same number."""
    asked: dict[str, list[np.ndarray]] = defaultdict(list)
    original = Draws.sample_uniform

    def record(self: Draws, decision: str) -> np.ndarray:
        asked[f"{self.table}.{decision}"].append(np.unique(self.keys))
        return original(self, decision)

    monkeypatch.setattr(Draws, "sample_uniform", record)
    scene = prepare(draw_lives())
    for build_rows in TABLE_BUILDERS.values():
        build_rows(scene)
    assert len(asked) > 200
    twice = {name for name, calls in asked.items() if len(np.unique(np.concatenate(calls))) < sum(map(len, calls))}
    # a motion that is denied is appealed in one way, after whichever decision it was filed
    denials = (".aftermath.motion_appeal", ".Board, denied", ".return, denied")
    assert {name for name in twice if not name.startswith(denials)} == set()


def test_a_life_is_the_same_wherever_its_block_is_drawn_in_the_order():
    one, other = Scenario(9, PARAMETERS), Scenario(9, PARAMETERS)
    first = simulate_block(one, 3, COUNT, UNTIL)
    simulate_block(other, 1, COUNT, UNTIL)
    second = simulate_block(other, 3, COUNT, UNTIL)
    assert np.array_equal(first.proceedings.ended, second.proceedings.ended)


@pytest.mark.parametrize("seed", [0, 1, 2**62])
def test_numbers_are_even_and_neighbours_decisions_and_seeds_have_nothing_in_common(seed):
    n = 200_000
    keys = make_keys(np.arange(900_000_000, 900_000_000 + n))
    places = extend_keys(keys, np.ones(n, dtype=np.int32))
    found = [
        Draws(Scenario(seed, PARAMETERS), keys).sample_uniform("one"),
        Draws(Scenario(seed, PARAMETERS), keys).sample_uniform("two"),
        Draws(Scenario(seed, PARAMETERS), places).sample_uniform("one"),
        Draws(Scenario(seed + 1, PARAMETERS), keys).sample_uniform("one"),
    ]
    found.append(np.roll(found[0], 1))
    for numbers in found:
        assert 0 <= numbers.min() < numbers.max() < 1
        counts = np.bincount((numbers * 100).astype(int), minlength=100)
        assert ((counts - n / 100) ** 2 / (n / 100)).sum() < 170  # chi square of 99 degrees: once in 100,000
        assert numbers.var() == pytest.approx(1 / 12, rel=0.01)
    together = np.corrcoef(np.stack(found)) - np.eye(len(found))
    assert np.abs(together).max() < 4.9 / np.sqrt(n)


def test_values_of_another_shape_or_name_are_refused():
    with pytest.raises(KeyError):
        PARAMETERS.replace_values({"aftermath.luck": 1})
    with pytest.raises(Exception, match="another shape"):
        PARAMETERS.replace_values({"aftermath.absent_grant": [0.5]})
    changed = PARAMETERS.replace_values({"aftermath.absent_grant": 0.5})
    assert changed.digest
    assert (changed["aftermath.absent_grant"], PARAMETERS["aftermath.absent_grant"]) == (0.5, 0.6)


def test_codes_are_columns_that_can_be_read():
    assert text_of(Codes(np.array([1, 0]), Vocabulary.of(["a", "b"])), np.array([0, 1])) == ["b", "a"]
