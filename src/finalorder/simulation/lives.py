"""Whole lives of one block of cases: rounds of proceedings until nothing more happens by the horizon."""

from dataclasses import dataclass

import numpy as np

from finalorder.simulation.after_decision import (
    Appeals,
    Motions,
    concatenate_tables,
    open_next_round,
    simulate_follow_up,
)
from finalorder.simulation.cases import DDC, DETAINED, MAA, NOT_DETAINED, RELEASED, Cases, simulate_arrivals
from finalorder.simulation.day_numbers import HORIZON, Bools, Ints
from finalorder.simulation.parameters import Parameters
from finalorder.simulation.proceedings import (
    FIRST_PROCEEDING,
    OpenProceedings,
    Proceedings,
    concatenate_rounds,
    run_round,
)
from finalorder.simulation.random_draws import Draws, Scenario, extend_keys

MAX_ROUNDS = 8


@dataclass(slots=True)
class CaseHistories:
    """One block: cases, their proceedings in case order, and appeals and motions pointing into these.

    All that happens by the horizon is there, so that positions (and the keys made of them) are the same in every
    month's release; ``known`` says which proceedings had been entered by the release day ``until``.
    """

    scenario: Scenario
    block: int
    until: int
    cases: Cases
    proceedings: Proceedings
    appeals: Appeals
    motions: Motions

    @property
    def parameters(self) -> Parameters:
        """The parameters that the lives were drawn from."""
        return self.scenario.parameters

    @property
    def case_draws(self) -> Draws:
        """Numbers of each case of its own."""
        return Draws(self.scenario, self.cases.keys)

    @property
    def proceeding_draws(self) -> Draws:
        """Numbers of each proceeding of its own."""
        return self.draw_proceedings(self.proceedings.case)

    def draw_proceedings(self, deciding: Ints) -> Draws:
        """Return the numbers of each proceeding, taken from the cases that decide them."""
        return Draws(self.scenario, extend_keys(self.cases.keys[deciding], self.proceedings.ordinal))

    @property
    def known(self) -> Bools:
        """Which proceedings had been entered by the release day."""
        known: Bools = self.proceedings.entered <= self.until
        return known

    @property
    def custody(self) -> Ints:
        """Custody of each proceeding as it is known: whoever leaves detention after the release day is detained."""
        rows, released_on = self.proceedings, self.cases.released_on
        ahead = (rows.custody == RELEASED) & (released_on[rows.case] > self.until)
        return np.where(ahead, DETAINED, rows.custody).astype(np.int32)


def simulate_block(scenario: Scenario, block: int, count: int, until: int) -> CaseHistories:
    """Simulate the lives of the first ``count`` cases of a block, as a release of the day ``until`` will show them.

    The whole block is always drawn, up to the horizon, so that a case depends neither on how many there are nor on
    the month of the release.
    """
    cases = simulate_arrivals(scenario, block)
    opened = _open_first_round(Draws(scenario, cases.keys), cases, count)
    rounds: list[Proceedings] = []
    appeals: list[Appeals] = []
    motions: list[Motions] = []
    base = 0
    for _ in range(MAX_ROUNDS):
        deciding = cases.find_deciding_case(opened.case, opened.entered)
        draws = Draws(scenario, extend_keys(cases.keys[deciding], opened.ordinal))
        done = run_round(draws, cases, opened)
        sequel = simulate_follow_up(draws, cases, done, base, HORIZON)
        rounds.append(done)
        appeals += sequel.appeals
        motions += sequel.motions
        opened = open_next_round(done, sequel, base, HORIZON)
        base += done.count
        if not opened.count:
            break
    return _sort_by_case(
        CaseHistories(
            scenario,
            block,
            until,
            cases,
            concatenate_rounds(rounds),
            concatenate_tables(appeals),
            concatenate_tables(motions),
        )
    )


def _open_first_round(draws: Draws, cases: Cases, count: int) -> OpenProceedings:
    """Begin a first proceeding for every case of the courts; a few never get a record."""
    recorded = ~draws.sample_event("pace.no_record")
    at_court = (cases.kind != DDC) & (cases.kind != MAA)
    case = np.flatnonzero(recorded & at_court & (cases.filed <= HORIZON) & (np.arange(cases.count) < count))
    n = len(case)
    return OpenProceedings(
        case=case.astype(np.int32),
        entered=cases.filed[case],
        court=cases.court[case],
        custody=np.where(cases.detained_first[case], DETAINED, NOT_DETAINED).astype(np.int32),
        origin=np.full(n, FIRST_PROCEEDING, dtype=np.int32),
        previous=np.full(n, -1, dtype=np.int32),
        ordinal=np.zeros(n, dtype=np.int32),
    )


def _sort_by_case(lives: CaseHistories) -> CaseHistories:
    """Sort proceedings by case, then round, with every pointer moved along."""
    rows = lives.proceedings
    order = np.argsort(rows.case, kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    moved = {name: getattr(rows, name)[order] for name in Proceedings.__dataclass_fields__}
    moved["previous"] = _remap_pointers(moved["previous"], place)
    lives.proceedings = Proceedings(**moved)
    lives.appeals.proceeding = place[lives.appeals.proceeding]
    lives.motions.proceeding = place[lives.motions.proceeding]
    return lives


def _remap_pointers(pointers: Ints, place: Ints) -> Ints:
    return np.where(pointers >= 0, place[pointers.clip(0)], -1).astype(np.int32)
