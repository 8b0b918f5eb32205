"""Orders: when each became final, on what basis, what undid it, and its deadlines."""

from dataclasses import dataclass
from datetime import date

from support.oracle import codes
from support.oracle.appeals import Appeal, Filing, place_appeals, read_appeals
from support.oracle.calendar import appeal_due, falls_due
from support.oracle.completions import Completion
from support.oracle.records import Records, Row, code, day
from support.oracle.undoing import Target, read_deeds, undone

NEW_RULE_FOR_DEPORTATION = date(1992, 6, 13)
Final = tuple[date | None, date | None, str]
NOT_FINAL: Final = (None, None, "not_final")
NOT_OBSERVABLE: Final = (None, None, "not_observable")


@dataclass
class Order:
    """A completion that orders removal or departure, with what its finality depends on."""

    completion: Completion
    stipulated: bool
    appeals: list[Appeal]

    @property
    def order_id(self) -> int:
        """The proceeding's id."""
        return int(self.completion.row["idnproceeding"])

    @property
    def idncase(self) -> int | None:
        """The case, where it is known."""
        found: int | None = self.completion.row["idncase"]
        return found

    @property
    def ordered_on(self) -> date:
        """The day of the decision."""
        found: date = self.completion.row["completed_on"]
        return found

    @property
    def order_class(self) -> str:
        """Removal, withheld removal or voluntary departure."""
        return codes.ORDER_CLASS[self.completion.category]

    @property
    def in_absentia(self) -> bool:
        """Whether it was entered in absentia."""
        return bool(self.completion.row["is_in_absentia"])

    @property
    def recorded_due(self) -> date | None:
        """The due date in the record, unless it lies before the order, which cannot be."""
        due = day(self.completion.raw, "date_appeal_due_status")
        return due if due is not None and due >= self.ordered_on else None

    @property
    def due_on(self) -> date:
        """The last day to appeal, recorded or computed."""
        return self.recorded_due or appeal_due(self.ordered_on)

    @property
    def final_at_once(self) -> bool:
        """In absentia, in a removal case or a deportation case charged since 13 June 1992."""
        raw = self.completion.raw
        charged_on = day(raw, "osc_date")
        since = charged_on is not None and charged_on >= NEW_RULE_FOR_DEPORTATION
        case_type = code(raw, "case_type")
        return self.in_absentia and (case_type == "RMV" or (case_type == "DEP" and since))

    @property
    def respondent_may_appeal(self) -> bool:
        """Whether the respondent reserved an appeal or a due date is recorded."""
        return code(self.completion.raw, "appeal_rsvd") in ("A", "B", "O") or self.recorded_due is not None


def orders_of(done: dict[object, list[Completion]], records: Records) -> tuple[list[Order], list[Appeal]]:
    """Every order of every life with its appeals, and the case appeals that belong to no order or proceeding."""
    orders = [
        Order(completion, _is_stipulated(completion, records), [])
        for completions in done.values()
        for completion in completions
        if completion.category in codes.ORDER_CLASS
    ]
    filings = [Filing(o.idncase, o.order_id, o.ordered_on, o.due_on) for o in orders]
    placed, lost = place_appeals(read_appeals(records), filings, records)
    for order in orders:
        order.appeals = placed.pop(order.order_id, [])
        _note_order(order, records)
    return orders, lost + [appeal for appeals in placed.values() for appeal in appeals]


def _is_stipulated(completion: Completion, records: Records) -> bool:
    identifiers = records.of_case("identifiers", completion.row["idncase"])
    return any(code(row, "case_id") in ("SR", "SD") for row in identifiers)


def _note_order(order: Order, records: Records) -> None:
    raw = order.completion.raw
    due = day(raw, "date_appeal_due_status")
    records.note("due_date_before_order", due is not None and due < order.ordered_on)
    if order.in_absentia and code(raw, "case_type") == "DEP" and day(raw, "osc_date") is None:
        records.note("deportation_in_absentia_without_charge_date")
    if order.final_at_once:
        records.note("appeal_of_order_in_absentia", len(order.appeals))
    early = [a for a in order.appeals if a.decided_on is not None and a.decided_on < order.ordered_on]
    records.note("appeal_decided_before_order", len(early))


def appeals_that_count(order: Order) -> list[Appeal]:
    """The appeals that can move finality: none for an order final at once, none decided before the order."""
    if order.final_at_once:
        return []
    return [a for a in order.appeals if a.decided_on is None or a.decided_on >= order.ordered_on]


def governing_appeal(order: Order) -> Appeal | None:
    """One undecided appeal, the latest filed, governs; else the one decided last."""
    appeals = appeals_that_count(order)
    waiting = [a for a in appeals if a.undecided]
    if waiting:
        return max(waiting, key=lambda a: (a.filed_on or date.min, a.idnappeal))
    return max(appeals, key=lambda a: (a.decided_on or date.min, a.idnappeal), default=None)


def finality(order: Order, appeal: Appeal | None, records: Records) -> Final:
    """The finality table: the first and the last day on which the order can have become final, and why."""
    if order.order_class == "voluntary_departure":
        return NOT_OBSERVABLE
    if order.final_at_once:
        return order.ordered_on, order.ordered_on, "in_absentia"
    if appeal is not None:
        return _after_appeal(order, appeal)
    waived = order.stipulated or not order.respondent_may_appeal
    if waived and not order.in_absentia:
        return order.ordered_on, appeal_due(order.ordered_on), "appeal_waived"
    if order.due_on > records.release_day:
        return NOT_FINAL
    return order.due_on, order.due_on, "appeal_period_lapsed"


def _after_appeal(order: Order, appeal: Appeal) -> Final:
    decision, decided_on = appeal.decision, appeal.decided_on
    if decision is None or decided_on is None:
        return NOT_FINAL
    if appeal.by_government_alone and decision in codes.SUSTAINS:
        return decided_on, decided_on, "board_unclear"
    if decision in codes.UNTIMELY:
        return min(order.due_on, decided_on), decided_on, "appeal_period_lapsed"
    if decision in codes.WITH_VOLUNTARY_DEPARTURE:
        return NOT_OBSERVABLE
    if decision in codes.REMANDS | codes.SUSTAINS | codes.TERMINATES | codes.PARKED:
        return NOT_FINAL
    if decision in codes.WITHDRAWN:
        return decided_on, decided_on, "appeal_withdrawn"
    return decided_on, decided_on, "board_affirmed" if decision in codes.STANDS else "board_unclear"


def order_rows(orders: list[Order], records: Records) -> list[Row]:
    """The ledger's orders, one row an order."""
    targets = [Target(o.idncase, o.order_id, o.ordered_on) for o in orders]
    deeds = read_deeds(targets, {o.order_id: o.appeals for o in orders}, records)
    rows = []
    for order, target in zip(orders, targets, strict=True):
        proceedings = records.of_case("proceedings", order.idncase)
        rows.append(_order_row(order, undone(target, deeds, proceedings, records), records))
    return rows


def _order_row(order: Order, undoing: tuple[date | None, str | None], records: Records) -> Row:
    row, court = order.completion.row, order.completion.row["court_code"]
    appeal = governing_appeal(order)
    final_on, final_on_latest, basis = finality(order, appeal, records)
    return {
        "order_id": order.order_id,
        "idncase": order.idncase,
        "court_code": court,
        "city": city_of(court, records),
        "ordered_on": order.ordered_on,
        "order_class": order.order_class,
        "is_in_absentia": order.in_absentia,
        "is_initial": row["is_initial"],
        "custody_code": row["custody_code"],
        "was_represented": was_represented(order.idncase, order.ordered_on, records),
        "appeal_reserved_by": code(order.completion.raw, "appeal_rsvd"),
        "appeal_id": appeal.idnappeal if appeal else None,
        "appealed_on": appeal.filed_on if appeal else None,
        "appeal_decided_on": appeal.decided_on if appeal else None,
        "appeal_decision_code": appeal.decision if appeal else None,
        "final_on": final_on,
        "final_on_latest": final_on_latest,
        "final_basis": basis,
        "undone_on": undoing[0],
        "undone_by": undoing[1],
        "rescind_deadline_on": falls_due(order.ordered_on, 180) if order.final_at_once else None,
        "reopen_deadline_on": falls_due(final_on, 90) if final_on else None,
        "reconsider_deadline_on": falls_due(final_on, 30) if final_on else None,
    }


def city_of(court: str | None, records: Records) -> str | None:
    """One of the ten cities, else the city that the caller names, else the court's own code."""
    if court is None:
        return None
    return codes.CITY_OF_COURT.get(court) or records.city_names.get(court, court)


def representation_days(idncase: int | None, records: Records) -> list[date]:
    """The days on which a representative of the respondent appeared before the court."""
    rows = records.of_case("representatives", idncase)
    own = [r for r in rows if (code(r, "strattytype"), code(r, "strattylevel")) == ("ALIEN", "COURT")]
    return sorted(d for d in (day(r, "e_28_date") for r in own) if d is not None)


def was_represented(idncase: int | None, when: date, records: Records) -> bool:
    """Whether a representative had appeared by a day."""
    return any(d <= when for d in representation_days(idncase, records))
