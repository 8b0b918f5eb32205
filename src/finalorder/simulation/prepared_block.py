"""One block made ready for writing: lives, hearings, bonds, and all appeals and motions."""

from dataclasses import dataclass, replace

import numpy as np

from finalorder.simulation import ancillary_rows
from finalorder.simulation.after_decision import (
    BOARD_CODES,
    DD_212,
    DD_FINES,
    DD_VISA,
    INTERLOCUTORY,
    Appeals,
    AppealsOrMotions,
    concatenate_tables,
)
from finalorder.simulation.cases import DDC
from finalorder.simulation.column_builders import PreparedBlock, identify_rows
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import Bools, Ints, move_to_weekday
from finalorder.simulation.hearings import (
    Hearings,
    add_adjournment_and_bond_rows,
    create_empty_hearings,
    schedule_hearings,
)
from finalorder.simulation.lives import CaseHistories
from finalorder.simulation.random_draws import Draws, expand_counts, sample_poisson_counts


@dataclass(frozen=True, slots=True)
class BlockContents:
    """What a block is prepared for: how many of its cases count, the counsel there is, and what is wanted of it."""

    count: int
    attorneys: Vocabulary
    has_faults: bool
    with_calendar: bool = True  # without it there are no hearings, and no appeals but of cases


def prepare_block(drawn: CaseHistories, wanted: BlockContents) -> PreparedBlock:
    """Prepare everything about one block that its tables are written from, given its lives."""
    lives, draws = replace(drawn), drawn.case_draws
    lost = draws.sample_bernoulli("case row lost", _find_lost_share(lives)) & wanted.has_faults
    listed = (np.arange(lives.cases.count) < wanted.count) & ~lost
    bonds = ancillary_rows.simulate_bonds(lives)
    hearings, motions = create_empty_hearings(), lives.motions
    if wanted.with_calendar:
        hearings = add_adjournment_and_bond_rows(lives, schedule_hearings(lives), bonds)
        others = [ancillary_rows.simulate_bond_appeals(lives, bonds), *_simulate_other_appeals(lives, listed)]
        lives.appeals = concatenate_tables([lives.appeals, *others])
        motions = concatenate_tables([lives.motions, ancillary_rows.simulate_routine_motions(lives)])
    lives.appeals = _sort_by_proceeding(lives.appeals)
    return PreparedBlock(
        histories=lives,
        proceeding_ids=identify_rows(lives, "proceedings", lives.proceedings.case),
        appeal_ids=identify_rows(lives, "appeals", ancillary_rows.find_appellant_case(lives)),
        has_case_row=listed,
        hearings=_sort_hearings(hearings),
        bonds=bonds,
        appeals=lives.appeals,
        motions=_sort_by_proceeding(motions),
        attorneys=wanted.attorneys,
        has_faults=wanted.has_faults,
    )


def _find_lost_share(lives: CaseHistories) -> float:
    """Find the share of cases with proceedings but without a row of their own."""
    return float(lives.parameters["faults.lost_cases"] / dict(lives.parameters["faults.sizes"])["cases"])


def _simulate_other_appeals(lives: CaseHistories, listed: Bools) -> list[Appeals]:
    """Simulate appeals outside the courts' decisions: of DHS officers' (no proceeding), and interlocutory ones."""
    parameters, rows = lives.parameters, lives.proceedings
    officers = np.flatnonzero(listed & (lives.cases.kind == DDC))
    u = lives.case_draws.select(officers).sample_uniform("number of appeals from officers")
    at, place = expand_counts(1 + sample_poisson_counts(u, parameters["side.officer_appeals"]))
    draws = lives.case_draws.select(officers[at]).extend(place)
    kinds = np.array([DD_VISA, DD_FINES, DD_212], dtype=np.int32)[draws.sample_kind("side.officer_appeal_kinds")]
    case = officers[at].astype(np.int32)
    inside = np.flatnonzero(lives.proceeding_draws.sample_event("side.interlocutory")).astype(np.int32)
    during = np.minimum(rows.entered[inside] + parameters["side.interlocutory_wait"], rows.ended[inside])
    return [
        _decide_other_appeals(draws, -case - 2, kinds, lives.cases.filed[case]),
        _decide_other_appeals(
            lives.proceeding_draws.select(inside), inside, np.full(len(inside), INTERLOCUTORY, np.int32), during
        ),
    ]


def _decide_other_appeals(draws: Draws, proceeding: Ints, kind: Ints, day: Ints) -> Appeals:
    filed = move_to_weekday(day.astype(np.int32))
    listed = draws.parameters["side.other_appeal_codes"]
    codes = np.array([BOARD_CODES.find_position(code) for code, _ in listed], dtype=np.int32)
    return Appeals(
        proceeding=proceeding.astype(np.int32),
        kind=kind,
        filed_by=draws.sample_kind("side.other_appeals_by"),
        filed=filed,
        decided=move_to_weekday(filed + draws.sample_wait("side.other_appeals_decided")),
        code=codes[draws.sample_positions("Board, other appeal", [weight for _, weight in listed])],
    )


def _sort_by_proceeding(found: AppealsOrMotions) -> AppealsOrMotions:
    order = np.argsort(found.proceeding, kind="stable")
    return type(found)(**{name: getattr(found, name)[order] for name in type(found).__dataclass_fields__})


def _sort_hearings(found: Hearings) -> Hearings:
    order = np.lexsort((found.held_on, found.proceeding))
    return Hearings(**{name: getattr(found, name)[order] for name in Hearings.__dataclass_fields__})
