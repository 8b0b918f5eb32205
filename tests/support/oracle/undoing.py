"""What undid an order: a granted motion, the Board, or a new proceeding; the earliest counts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from support.oracle import codes
from support.oracle.appeals import Appeal, decision_of, is_type
from support.oracle.records import Records, Row, code, day

SAME_EVENT = timedelta(days=30)
NAMES = ["motion_granted", "board_remanded", "board_sustained", "board_terminated", "new_proceeding"]


@dataclass
class Target:
    """An order as what undoes it sees it."""

    idncase: int | None
    order_id: int
    ordered_on: date


@dataclass
class Deeds:
    """Motions and Board decisions by the order they are about."""

    orders: list[Target]
    by_order: dict[int, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.order_by_id = {order.order_id: order for order in self.orders}
        self.orders_by_case: dict[int, list[Target]] = defaultdict(list)
        for order in self.orders:
            if order.idncase is not None:
                self.orders_by_case[order.idncase].append(order)

    def about(self, row: Row, decided_on: date) -> Target | None:
        """The order that a row names, else the latest order of its case on or before the decision."""
        named = self.order_by_id.get(row.get("idnproceeding") or -1)
        if named is not None:
            return named
        earlier = [o for o in self.orders_by_case.get(row.get("idncase") or -1, []) if o.ordered_on <= decided_on]
        return max(earlier, key=lambda o: (o.ordered_on, o.order_id)) if earlier else None

    def add(self, row: Row, decided_on: date, name: str) -> None:
        """Count a deed for the order it is about."""
        order = self.about(row, decided_on)
        if order is not None:
            self.by_order[order.order_id].append((decided_on, name))


def board_name(letters: str) -> str | None:
    """What a Board decision does to an order, or nothing."""
    if letters in codes.REMANDS:
        return "board_remanded"
    if letters in codes.SUSTAINS:
        return "board_sustained"
    return "board_terminated" if letters in codes.TERMINATES else None


def read_deeds(orders: list[Target], placed: dict[int, list[Appeal]], records: Records) -> Deeds:
    """Every motion and Board decision that could undo an order."""
    deeds = Deeds(orders)
    for row in records.rows("motions"):
        _add_motion(row, deeds, records)
    for row in records.rows("appeals"):
        _add_board_row(row, deeds, records)
    for order in orders:
        for appeal in placed.get(order.order_id, []):
            name = appeal_undoes(appeal)
            if name is not None and appeal.decided_on is not None:
                deeds.by_order[order.order_id].append((appeal.decided_on, name))
    return deeds


def appeal_undoes(appeal: Appeal) -> str | None:
    """What a decided case appeal does; the government's success undoes nothing."""
    if appeal.decision is None or (appeal.by_government_alone and appeal.decision in codes.SUSTAINS):
        return None
    return board_name(appeal.decision)


def _add_motion(row: Row, deeds: Deeds, records: Records) -> None:
    if code(row, "dec") != "G" or code(row, "rec_type") not in codes.REOPENING_MOTIONS:
        return
    decided_on = day(row, "comp_date")
    if decided_on is None:
        records.note("granted_motion_without_date")
    elif decided_on > records.release_day:
        records.note("granted_motion_after_release")
    else:
        deeds.add(row, decided_on, "motion_granted")


def _add_board_row(row: Row, deeds: Deeds, records: Records) -> None:
    decision = decision_of(row, records)
    if decision is None:
        return
    decided_on, letters = decision
    name = board_name(letters)
    if is_type(row, "MTR BIA"):
        if letters == "GRN":
            deeds.add(row, decided_on, "motion_granted")
    elif is_type(row, "APPEAL OF IJ MTR") and name is not None:
        if code(row, "strfiledby") == "I":
            records.note("rescission_reversed", letters in codes.SUSTAINS)
        else:
            deeds.add(row, decided_on, name)
    elif is_type(row, "CIRCUIT COURT REMAND") and name is not None:
        deeds.add(row, decided_on, name)


def reopening_days(order: Target, proceedings: list[Row], records: Records) -> list[date]:
    """The days on which new proceedings of the case were entered after the order."""
    days = []
    for row in proceedings:
        if row.get("idnproceeding") == order.order_id or not _could_reopen(row):
            continue
        entered = records.entry_day(row)
        if entered is None or entered > records.release_day:
            records.note_once("reopening_without_day", row["idnproceeding"])
        elif (entered, row["idnproceeding"]) > (order.ordered_on, order.order_id):
            days.append(entered)
    return days


def _could_reopen(row: Row) -> bool:
    pipeline = code(row, "case_type") in codes.PIPELINE
    return pipeline and code(row, "other_comp") not in codes.MOVES and day(row, "trans_in_date") is None


def undone(order: Target, deeds: Deeds, proceedings: list[Row], records: Records) -> tuple[date | None, str | None]:
    """When an order was first undone, and by what."""
    done = [deed for deed in deeds.by_order.get(order.order_id, []) if deed[0] >= order.ordered_on]
    events = list(done)
    for entered in reopening_days(order, proceedings, records):
        same = [deed for deed in done if abs(deed[0] - entered) <= SAME_EVENT]
        events.append(min(same, key=_rank) if same else (entered, "new_proceeding"))
    return min(events, key=_rank) if events else (None, None)


def _rank(event: tuple[date, str]) -> tuple[date, int]:
    return event[0], NAMES.index(event[1])
