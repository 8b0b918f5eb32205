"""One block made ready for writing: lives, hearings, bonds, and all appeals and motions."""

from datetime import date

import numpy as np

from finalorder.simulation import ancillary_rows, random_draws
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
from finalorder.simulation.column_builders import PreparedBlock
from finalorder.simulation.column_formats import Vocabulary
from finalorder.simulation.day_numbers import Bools, move_to_weekday, parse_day_number
from finalorder.simulation.hearings import (
    Hearings,
    add_adjournment_and_bond_rows,
    create_empty_hearings,
    schedule_hearings,
)
from finalorder.simulation.lives import CaseHistories, simulate_block
from finalorder.simulation.parameters import get_parameter
from finalorder.simulation.random_draws import Draws

LOST_CASE_ROWS = 26 / 12_662_540  # cases with proceedings but without a row of their own


def prepare_block(
    seed: int, block: int, count: int, release: date, attorneys: Vocabulary, imperfect: bool
) -> PreparedBlock:
    """Everything about one block that its tables are written from."""
    return prepare_from_histories(
        simulate_block(seed, block, count, parse_day_number(release.isoformat())), seed, count, attorneys, imperfect
    )


def prepare_from_histories(
    lives: CaseHistories, seed: int, count: int, attorneys: Vocabulary, imperfect: bool, *, with_calendar: bool = True
) -> PreparedBlock:
    """The same from lives already drawn; without the calendar there are no hearings, and no appeals but of cases."""
    source = random_draws.create_generator(seed, lives.block, random_draws.COLUMNS)
    n = lives.cases.count
    lost = Draws(source, n).sample_bernoulli(LOST_CASE_ROWS) & imperfect
    listed = (np.arange(n) < count) & ~lost
    bonds = ancillary_rows.simulate_bonds(source, lives)
    hearings, appeals, motions = create_empty_hearings(), lives.appeals, lives.motions
    if with_calendar:
        held = schedule_hearings(source, lives)
        hearings = add_adjournment_and_bond_rows(
            source, lives, held, (bonds.proceeding, bonds.requested, bonds.decided)
        )
        appeals = concatenate_tables(
            [
                lives.appeals,
                ancillary_rows.simulate_bond_appeals(source, bonds),
                _simulate_other_appeals(source, lives, listed),
            ]
        )
        motions = concatenate_tables([lives.motions, ancillary_rows.simulate_routine_motions(source, lives)])
    lives.appeals = _sort_by_proceeding(appeals)
    return PreparedBlock(
        seed=seed,
        histories=lives,
        has_case_row=listed,
        hearings=_sort_hearings(hearings),
        bonds=bonds,
        appeals=lives.appeals,
        motions=_sort_by_proceeding(motions),
        generator=source,
        attorneys=attorneys,
        has_faults=imperfect,
    )


def _simulate_other_appeals(source: np.random.Generator, lives: CaseHistories, listed: Bools) -> Appeals:
    """Appeals outside the courts' decisions: visa petitions, fines, waivers (no proceeding), and interlocutory ones."""
    visa, fines, waiver, interlocutory = get_parameter("side.further_appeals")
    n = int(listed.sum())
    officers = np.flatnonzero(listed & (lives.cases.kind == DDC))
    wanted = round(n * (visa + fines + waiver))
    case = (
        officers[Draws(source, wanted).sample_integers(0, len(officers) - 1)]
        if len(officers)
        else np.zeros(0, dtype=np.int64)
    )
    kinds = np.array([DD_VISA, DD_FINES, DD_212])[Draws(source, len(case)).sample_positions([visa, fines, waiver])]
    rows = lives.proceedings
    inside = np.flatnonzero(Draws(source, rows.count).sample_bernoulli(interlocutory * n / max(rows.count, 1)))
    d = Draws(source, len(case) + len(inside))
    filed_officer = lives.cases.filed[case]
    filed_inside = np.minimum(rows.entered[inside] + 100, rows.ended[inside])
    filed = move_to_weekday(np.concatenate([filed_officer, filed_inside]).astype(np.int32))
    codes = np.array([BOARD_CODES.find_position(word) for word in ("DIS", "REM", "OTH", "SUS")], dtype=np.int32)
    return Appeals(
        proceeding=np.concatenate([-case - 2, inside]).astype(np.int32),
        kind=np.concatenate([kinds, np.full(len(inside), INTERLOCUTORY)]).astype(np.int32),
        filed_by=d.sample_positions([88, 6, 6]),
        filed=filed,
        decided=move_to_weekday(filed + 30 + d.sample_waiting_days(330)),
        code=codes[d.sample_positions([62, 24, 8, 6])],
    )


def _sort_by_proceeding(found: AppealsOrMotions) -> AppealsOrMotions:
    order = np.argsort(found.proceeding, kind="stable")
    return type(found)(**{name: getattr(found, name)[order] for name in type(found).__dataclass_fields__})


def _sort_hearings(found: Hearings) -> Hearings:
    order = np.lexsort((found.held_on, found.proceeding))
    return Hearings(**{name: getattr(found, name)[order] for name in Hearings.__dataclass_fields__})
