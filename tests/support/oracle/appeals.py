"""Case appeals: which filings count, to which proceeding each belongs, and what the Board did with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from support.oracle.codes import NOT_YET
from support.oracle.records import Records, Row, code, day, loud

LATE_FILING = timedelta(days=30)


@dataclass
class Appeal:
    """One case appeal as it stood on the release day; an undecided one has neither day nor code."""

    idnappeal: int
    idncase: int | None
    idnproceeding: int | None
    filed_on: date | None
    filed_by: str | None
    decided_on: date | None
    decision: str | None

    @property
    def undecided(self) -> bool:
        """Whether the Board has yet to decide."""
        return self.decision is None

    @property
    def by_government_alone(self) -> bool:
        """Whether the government, and nobody else, appealed."""
        return self.filed_by == "I"


def is_type(row: Row, name: str) -> bool:
    """Whether a row is an appeal from a judge of this type, in upper or lower case."""
    return loud(row, "strappealcategory") == "IJ" and loud(row, "strappealtype") == name


def decision_of(row: Row, records: Records) -> tuple[date, str] | None:
    """The Board's decision, if it has a day and a code and was made by the release day."""
    decided_on, letters = day(row, "datbiadecision"), code(row, "strbiadecision")
    if decided_on is not None and decided_on > records.release_day:
        return None
    if decided_on is None or letters is None:
        return None
    return decided_on, letters


def read_appeals(records: Records) -> list[Appeal]:
    """Every case appeal that was filed by the release day and not rejected."""
    case_appeals = [row for row in records.rows("appeals") if is_type(row, "CASE APPEAL")]
    return [_appeal(row, records) for row in case_appeals if not _is_out(row, records)]


def _is_out(row: Row, records: Records) -> bool:
    filed_on, decided_on = day(row, "datappealfiled"), day(row, "datbiadecision")
    if filed_on is not None and filed_on > records.release_day:
        records.note("appeal_after_release")
        return True
    rejected = code(row, "strbiadecision") == "REJ" and (decided_on is None or decided_on <= records.release_day)
    records.note("appeal_rejected", rejected)
    return rejected


def _appeal(row: Row, records: Records) -> Appeal:
    _note_decision(row, records)
    decision = decision_of(row, records)
    if decision is not None and decision[1] in NOT_YET:
        decision = None
    return Appeal(
        row["idnappeal"],
        row.get("idncase"),
        row.get("idnproceeding"),
        day(row, "datappealfiled"),
        code(row, "strfiledby"),
        *(decision or (None, None)),
    )


def _note_decision(row: Row, records: Records) -> None:
    decided_on, letters = day(row, "datbiadecision"), code(row, "strbiadecision")
    if decided_on is not None and decided_on > records.release_day:
        records.note("board_decision_after_release")
    elif (decided_on is None) != (letters is None):
        records.note("board_decision_incomplete")
    elif letters in NOT_YET:
        records.note("board_decision_continued")


@dataclass
class Filing:
    """An order as an appeal sees it."""

    idncase: int | None
    order_id: int
    ordered_on: date
    due_on: date

    def fits(self, filed_on: date) -> bool:
        """Whether a filing of that day could be an appeal from this order."""
        return self.ordered_on <= filed_on <= self.due_on + LATE_FILING


def place_appeals(
    appeals: Iterable[Appeal], orders: Iterable[Filing], records: Records
) -> tuple[dict[int, list[Appeal]], list[Appeal]]:
    """Appeals by the proceeding they belong to, and those that belong to none."""
    by_case: dict[int | None, list[Filing]] = defaultdict(list)
    for order in orders:
        by_case[order.idncase].append(order)
    placed: dict[int, list[Appeal]] = defaultdict(list)
    lost = []
    for appeal in appeals:
        home = _home(appeal, by_case, records)
        if home is None:
            lost.append(appeal)
        else:
            placed[home].append(appeal)
    return placed, lost


def _home(appeal: Appeal, orders: dict[int | None, list[Filing]], records: Records) -> int | None:
    if appeal.idnproceeding in records.proceeding_by_id:
        return appeal.idnproceeding
    filed_on = appeal.filed_on
    own = orders.get(appeal.idncase, []) if appeal.idncase is not None and filed_on is not None else []
    fitting = [order for order in own if filed_on is not None and order.fits(filed_on)]
    if not fitting:
        records.note("appeal_unmatched")
        return None
    records.note("appeal_matched_by_case")
    return max(fitting, key=lambda order: (order.ordered_on, order.order_id)).order_id
