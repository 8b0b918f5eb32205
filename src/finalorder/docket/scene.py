"""One block made ready for writing: lives, hearings, bonds, and all appeals and motions."""

from datetime import date

import numpy as np

from finalorder.docket import draws as chances
from finalorder.docket import hearings as calendar
from finalorder.docket import side
from finalorder.docket.aftermath import (
    BOARD_CODES,
    DD_212,
    DD_FINES,
    DD_VISA,
    INTERLOCUTORY,
    Appeals,
    Rowed,
    stacked,
)
from finalorder.docket.cases import DDC
from finalorder.docket.columns import Vocabulary
from finalorder.docket.days import Bools, day, weekday
from finalorder.docket.draws import Draws
from finalorder.docket.emit import Scene
from finalorder.docket.lives import Lives, live
from finalorder.docket.parameters import value

LOST_CASE_ROWS = 26 / 12_662_540  # cases with proceedings but without a row of their own


def stage(seed: int, block: int, count: int, release: date, attorneys: Vocabulary, imperfect: bool) -> Scene:
    """Everything about one block that its tables are written from."""
    return staged(live(seed, block, count, day(release.isoformat())), seed, count, attorneys, imperfect)


def staged(
    lives: Lives, seed: int, count: int, attorneys: Vocabulary, imperfect: bool, *, with_calendar: bool = True
) -> Scene:
    """The same from lives already drawn; without the calendar there are no hearings, and no appeals but of cases."""
    source = chances.generator(seed, lives.block, chances.COLUMNS)
    n = lives.cases.count
    lost = Draws(source, n).chance(LOST_CASE_ROWS) & imperfect
    listed = (np.arange(n) < count) & ~lost
    bonds = side.bonds(source, lives)
    hearings, appeals, motions = calendar.none(), lives.appeals, lives.motions
    if with_calendar:
        held = calendar.schedule(source, lives)
        hearings = calendar.with_extras(source, lives, held, (bonds.proceeding, bonds.asked, bonds.decided))
        appeals = stacked([lives.appeals, side.bond_appeals(source, bonds), _further(source, lives, listed)])
        motions = stacked([lives.motions, side.routine_motions(source, lives)])
    lives.appeals = _sorted(appeals)
    return Scene(
        seed=seed, lives=lives, listed=listed, hearings=_by_proceeding(hearings), bonds=bonds, appeals=lives.appeals,
        motions=_sorted(motions), source=source, attorneys=attorneys, imperfect=imperfect,
    )  # fmt: skip


def _further(source: np.random.Generator, lives: Lives, listed: Bools) -> Appeals:
    """Appeals outside the courts' decisions: visa petitions, fines, waivers (no proceeding), and interlocutory ones."""
    visa, fines, waiver, interlocutory = value("side.further_appeals")
    n = int(listed.sum())
    officers = np.flatnonzero(listed & (lives.cases.kind == DDC))
    wanted = round(n * (visa + fines + waiver))
    case = (
        officers[Draws(source, wanted).between(0, len(officers) - 1)] if len(officers) else np.zeros(0, dtype=np.int64)
    )
    kinds = np.array([DD_VISA, DD_FINES, DD_212])[Draws(source, len(case)).pick([visa, fines, waiver])]
    rows = lives.proceedings
    inside = np.flatnonzero(Draws(source, rows.count).chance(interlocutory * n / max(rows.count, 1)))
    d = Draws(source, len(case) + len(inside))
    filed_officer = lives.cases.filed[case]
    filed_inside = np.minimum(rows.entered[inside] + 100, rows.ended[inside])
    filed = weekday(np.concatenate([filed_officer, filed_inside]).astype(np.int32))
    codes = np.array([BOARD_CODES.place(word) for word in ("DIS", "REM", "OTH", "SUS")], dtype=np.int32)
    return Appeals(
        proceeding=np.concatenate([-case - 2, inside]).astype(np.int32),
        kind=np.concatenate([kinds, np.full(len(inside), INTERLOCUTORY)]).astype(np.int32),
        by=d.pick([88, 6, 6]),
        filed=filed,
        decided=weekday(filed + 30 + d.wait(330)),
        code=codes[d.pick([62, 24, 8, 6])],
    )


def _sorted(found: Rowed) -> Rowed:
    order = np.argsort(found.proceeding, kind="stable")
    return type(found)(**{name: getattr(found, name)[order] for name in type(found).__dataclass_fields__})


def _by_proceeding(found: calendar.Hearings) -> calendar.Hearings:
    order = np.lexsort((found.held, found.proceeding))
    return calendar.Hearings(**{name: getattr(found, name)[order] for name in calendar.Hearings.__dataclass_fields__})
