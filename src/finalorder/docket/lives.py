"""Whole lives of one block of cases: rounds of proceedings until nothing more happens by the horizon."""

from dataclasses import dataclass

import numpy as np

from finalorder.docket import draws as chances
from finalorder.docket.aftermath import Appeals, Motions, follow, next_round, stacked
from finalorder.docket.cases import BLOCK, DDC, DETAINED, MAA, NOT_DETAINED, RELEASED, Cases, arrive
from finalorder.docket.days import HORIZON, Bools, Ints
from finalorder.docket.draws import Draws
from finalorder.docket.parameters import value
from finalorder.docket.proceedings import FIRST, Opened, Proceedings, joined, run

ROUNDS = 8


@dataclass(slots=True)
class Lives:
    """One block: cases, their proceedings in case order, and appeals and motions pointing into these.

    All that happens by the horizon is there, so that positions (and the keys made of them) are the same in every
    month's release; ``known`` says which proceedings had been entered by the release day ``until``.
    """

    block: int
    until: int
    cases: Cases
    proceedings: Proceedings
    appeals: Appeals
    motions: Motions

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


def live(seed: int, block: int, count: int, until: int) -> Lives:
    """The lives of the first ``count`` cases of a block, as a release of the day ``until`` will show them.

    The whole block is always drawn, up to the horizon, so that a case depends neither on how many there are nor on
    the month of the release.
    """
    source = chances.generator(seed, block, chances.LIVES)
    cases = arrive(Draws(source, BLOCK), block)
    opened = _first_round(Draws(source, BLOCK), cases, count)
    rounds: list[Proceedings] = []
    appeals: list[Appeals] = []
    motions: list[Motions] = []
    base = 0
    for _ in range(ROUNDS):
        draws = Draws(source, BLOCK, cases.fate(opened.case, opened.entered))
        done = run(draws, cases, opened)
        sequel = follow(draws, cases, done, base, HORIZON)
        rounds.append(done)
        appeals += sequel.appeals
        motions += sequel.motions
        opened = next_round(done, sequel, base, HORIZON)
        base += done.count
        if not opened.count:
            break
    return _in_case_order(Lives(block, until, cases, joined(rounds), stacked(appeals), stacked(motions)))


def _first_round(draws: Draws, cases: Cases, count: int) -> Opened:
    """A first proceeding for every case of the courts; a few never get a record."""
    recorded = ~draws.chance(value("pace.no_record"))
    at_court = (cases.kind != DDC) & (cases.kind != MAA)
    case = np.flatnonzero(recorded & at_court & (cases.filed <= HORIZON) & (np.arange(cases.count) < count))
    n = len(case)
    return Opened(
        case=case.astype(np.int32),
        entered=cases.filed[case],
        court=cases.court[case],
        custody=np.where(cases.detained_first[case], DETAINED, NOT_DETAINED).astype(np.int32),
        origin=np.full(n, FIRST, dtype=np.int32),
        previous=np.full(n, -1, dtype=np.int32),
        turn=np.zeros(n, dtype=np.int32),
    )


def _in_case_order(lives: Lives) -> Lives:
    """Proceedings sorted by case, then round, with every pointer moved along."""
    rows = lives.proceedings
    order = np.argsort(rows.case, kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    moved = {name: getattr(rows, name)[order] for name in Proceedings.__dataclass_fields__}
    moved["previous"] = _follow(moved["previous"], place)
    lives.proceedings = Proceedings(**moved)
    lives.appeals.proceeding = place[lives.appeals.proceeding]
    lives.motions.proceeding = place[lives.motions.proceeding]
    return lives


def _follow(pointers: Ints, place: Ints) -> Ints:
    return np.where(pointers >= 0, place[pointers.clip(0)], -1).astype(np.int32)
