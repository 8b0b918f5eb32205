"""The events of a life in these courts, each a function that writes rows into a story."""

from collections.abc import Callable
from datetime import timedelta

from support.oracle.calendar import appeal_due
from support.oracle.story import Row, Story

STANDS = ["DIS", "SAF", "SUD", "SED", "SAD", "SND", "SOD", "DSO", "DEN", "DNS", "CFD", "FMD"]
UNDOES = ["REM", "SUS", "TER", "BCR", "GRN", "GNR", "GRS", "CGR", "CPC", "CPG", "CFG", "TPD"]
WITHDRAWN = ["WDL", "WPD"]
UNTIMELY = ["DUT", "SDG"]
WITH_DEPARTURE = ["DVD", "D30", "SAV", "CFV", "BVD"]
UNCLEAR = ["OTH", "OTS", "NJU", "DMO", "MBD", "S-L", "???"]
WAITS = ["ADM", "APD", "CTM", "ABC", "TPS", "DED", "SUP", "SCC", "SNC", "NAN", "CON", "ACR", "ADR"]
OUTCOMES = [STANDS, STANDS, UNDOES, WITHDRAWN, UNTIMELY, WITH_DEPARTURE, UNCLEAR, WAITS, ["REJ"]]
CASE_APPEAL = ["Case Appeal"] * 6 + ["CASE APPEAL", "case appeal"]
OTHER_APPEALS = ["Bond Appeal", "Interlocutory Appeal", "Appeal of IJ MTR", "MTR BIA", "Circuit Court Remand"]
REOPENING = ["MA", "O", "MC", "FD", "RD", "SA", "VO"]


def transfer(story: Story) -> None:
    """Move the case to another court; now and then the new row lacks its mark."""
    story.complete(other_comp=story.choose.pick(["T", "C"]), absentia=None)
    moved_on = story.today if story.choose.chance(2) else story.later()
    story.court = story.choose.pick(["MIA", "KRO", "LOS", "DEN", "AUR"])
    story.open(trans_in_date=None if story.choose.chance(8) else moved_on, transfer_status="V")


def order(story: Story) -> None:
    """An order in the respondent's presence."""
    row = story.complete(dec_code=story.order_code())
    row["appeal_rsvd"] = story.choose.pick([None, "A", "B", "O", "I", None])
    due = appeal_due(row["comp_date"])
    row["date_appeal_due_status"] = story.choose.pick([None, due, due + timedelta(days=2), due, None])
    if story.choose.chance(12):
        row["other_comp"] = story.choose.pick(["T", "C", "A", "O"])


def absence(story: Story) -> None:
    """An order in absentia."""
    row = story.complete(dec_code=story.order_code(), absentia="Y")
    if story.choose.chance(8):
        row["date_appeal_due_status"] = appeal_due(row["comp_date"])
    if story.choose.chance(6):
        row["osc_date"] = None


def withheld(story: Story) -> None:
    """A removal order withheld or deferred for one country, now and then in absentia."""
    story.complete(dec_code=story.choose.pick(["E", "Z", "G"]), absentia=story.choose.pick(["N", "Y", "N"]))


def voluntary_departure(story: Story) -> None:
    """A grant of voluntary departure; a stray Y does not make it an order in absentia."""
    story.complete(dec_code="V", absentia=story.choose.pick(["N", "Y", None]))


def other_decision(story: Story) -> None:
    """A decision that orders nothing, codes of other case types and unknown ones included."""
    letters = ["R", "T", "U", "T", "U", "Q", "C", "G", "W", "O", "J", "I", "A", "D", "X", "H", "7", None]
    story.complete(dec_code=story.choose.pick(letters), absentia=story.choose.pick(["N", "Y", None]))


def closure(story: Story) -> None:
    """An administrative completion."""
    letters = ["A", "Y", "F", "M", "K", "H", "P", "B", "O", "X", "9"]
    story.complete(other_comp=story.choose.pick(letters), absentia=None)


def same_day_completion(story: Story) -> None:
    """A second row of the case, completed on the same day as the first."""
    when = story.today
    row = story.open(input_date=when - timedelta(days=story.choose.number(0, 3)))
    letters = [(story.order_code(), None), (None, "T"), ("R", None), (None, "A"), ("V", None)]
    dec_code, other_comp = story.choose.pick(letters)
    row.update(comp_date=when, dec_code=dec_code, other_comp=other_comp, absentia=story.choose.pick(["N", "Y"]))


def reopen(story: Story) -> None:
    """A new row of the case without any motion on record."""
    story.later()
    story.open()
    if story.choose.chance(4):
        story.current["input_date"] = None
        story.current["hearing_date"] = story.choose.pick([None, story.today])


def side_proceeding(story: Story) -> None:
    """A row of another type, which never undoes an order."""
    story.later()
    row = story.open(case_type=story.choose.pick(["WHO", "AOC", "CFR", "RFR", "REC", "DEP", None, "00"]))
    if story.choose.chance(2):
        row.update(comp_date=story.later(), dec_code=story.choose.pick(["D", "A", "V", "G", "R"]))


def motion(story: Story) -> None:
    """A motion with any outcome: granted or not, dated or not, decided before the order or after."""
    choose = story.choose
    received = story.today + timedelta(days=choose.pick([10, 0, -20, 100]))
    decided = received + timedelta(days=choose.pick([15, 0, 40]))
    story.add(
        "motions",
        "idnmotion",
        idnproceeding=story.about(),
        rec_type=choose.pick([*REOPENING, "SR", "SY", "CV", "CO", "C"]),
        dec=choose.pick(["G", "D", "M", None, "W"]),
        motion_recd_date=None if choose.chance(8) else received,
        input_date=received,
        comp_date=None if choose.chance(6) else decided,
    )


def granted_motion(story: Story) -> None:
    """A granted motion, and as a rule a new row within days of the grant, sometimes just outside the window."""
    choose, about = story.choose, story.about()
    received = story.later()
    granted_on = story.later()
    story.add(
        "motions",
        "idnmotion",
        idnproceeding=about,
        rec_type=choose.pick(REOPENING),
        dec="G",
        motion_recd_date=received,
        input_date=received,
        comp_date=granted_on,
    )
    if not choose.chance(4):
        story.open(input_date=granted_on + timedelta(days=choose.pick([0, 2, 30, 31, -10, -30, -31])))


def board_row(story: Story, kinds: list[str], decisions: list[str], names: bool = True) -> Row:
    """A row of the Board about the latest proceeding."""
    choose = story.choose
    about = story.about() if names else choose.pick([None, 999_999_999])
    filed_on = story.today + timedelta(days=choose.pick([20, 0, 30, 31, 60, 61, 65, -5]))
    row = story.add(
        "appeals",
        "idnappeal",
        idnproceeding=about,
        strappealcategory=choose.pick(["IJ"] * 8 + ["ij", "DD"]),
        strappealtype=choose.pick(kinds),
        datappealfiled=None if choose.chance(20) else filed_on,
        strfiledby=choose.pick(["A", "A", "A", "I", "I", "B", "O", None]),
        strbiadecision=choose.pick(decisions),
    )
    story.today = max(filed_on, story.today)
    row["datbiadecision"] = None if choose.chance(12) else story.later()
    return row


def appeal_dismissed(story: Story) -> None:
    """An appeal after which the order stands."""
    board_row(story, CASE_APPEAL, STANDS)


def appeal_any(story: Story) -> None:
    """An appeal with any decision of the Board."""
    board_row(story, CASE_APPEAL, story.choose.pick(OUTCOMES))


def appeal_undecided(story: Story) -> None:
    """An appeal that waits, or that has a day or a code alone."""
    row = board_row(story, CASE_APPEAL, story.choose.pick(OUTCOMES))
    if not story.choose.chance(5):
        row["strbiadecision"] = None
    if not story.choose.chance(5):
        row["datbiadecision"] = None


def appeal_remanded(story: Story) -> None:
    """An appeal that undoes the order, and as a rule a new row about that time."""
    row = board_row(story, CASE_APPEAL, UNDOES)
    if not story.choose.chance(4):
        base = row["datbiadecision"] or story.today
        story.open(input_date=base + timedelta(days=story.choose.pick([0, 5, 30, 31, -3])))


def appeal_without_proceeding(story: Story) -> None:
    """An appeal that names no proceeding of the release."""
    board_row(story, CASE_APPEAL, story.choose.pick(OUTCOMES), names=False)


def rejected_then_refiled(story: Story) -> None:
    """A rejected filing and the next one."""
    board_row(story, CASE_APPEAL, ["REJ"])
    board_row(story, CASE_APPEAL, story.choose.pick(OUTCOMES))


def other_board_row(story: Story) -> None:
    """A Board row that is no case appeal."""
    board_row(story, OTHER_APPEALS, ["GRN", "REM", "DIS", "SUS", "TER", "REJ"])


def circuit_remand(story: Story) -> None:
    """A case on its way back from a court of appeals."""
    board_row(story, ["Circuit Court Remand"], UNDOES + STANDS)


def motion_appeal(story: Story) -> None:
    """A denied motion and the appeal from the denial."""
    motion(story)
    board_row(story, ["Appeal of IJ MTR", "APPEAL OF IJ MTR", "MTR BIA", "mtr bia"], [*UNDOES, "GRN", "GRN", "DIS"])


Event = Callable[[Story], None]
PLOTS: list[list[Event]] = [
    [order],
    [absence],
    [transfer, order],
    [order, appeal_remanded, order],
    [order, appeal_dismissed],
    [order, appeal_any],
    [absence, granted_motion, order],
    [absence, motion],
    [absence, appeal_any],
    [absence, motion_appeal],
    [order, appeal_undecided],
    [order, appeal_any, appeal_any],
    [order, appeal_without_proceeding],
    [order, granted_motion, order, appeal_without_proceeding],
    [order, rejected_then_refiled],
    [order, same_day_completion],
    [order, reopen],
    [order, reopen, absence],
    [order, side_proceeding],
    [order, transfer],
    [order, appeal_dismissed, circuit_remand, reopen],
    [closure, reopen, order],
    [voluntary_departure, appeal_any],
    [withheld, appeal_any],
    [other_decision, appeal_any, order],
    [other_decision, appeal_undecided],
    [absence, same_day_completion, granted_motion],
    [transfer, transfer],
    [side_proceeding],
    [],
]
ALL_EVENTS: list[Event] = [
    order,
    absence,
    transfer,
    motion,
    granted_motion,
    appeal_any,
    appeal_undecided,
    appeal_without_proceeding,
    appeal_remanded,
    other_board_row,
    circuit_remand,
    motion_appeal,
    closure,
    reopen,
    voluntary_departure,
    withheld,
    other_decision,
    same_day_completion,
    side_proceeding,
]
