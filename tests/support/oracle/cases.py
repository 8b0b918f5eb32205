"""Cases: the state of each on the release day, and who the person is to the records."""

from collections import defaultdict
from datetime import date

from support.oracle import codes
from support.oracle.appeals import Appeal
from support.oracle.completions import Completion
from support.oracle.orders import Order, city_of, representation_days
from support.oracle.records import Records, Row, code, day

BY_CATEGORY = {
    "removal_order": "ordered_removed",
    "removal_withheld": "ordered_removed",
    "voluntary_departure": "voluntary_departure",
    "relief": "relief",
    "termination": "terminated",
    "dismissal": "dismissed",
    "administrative_closure": "administratively_closed",
    "review": "other",
    "other": "other",
}
AFTER_UNDOING = {
    "motion_granted": "pending",
    "board_remanded": "pending",
    "new_proceeding": "pending",
    "board_terminated": "terminated",
    "board_sustained": "other",
}
FAMILY_UNITS_FROM, FAMILY_UNITS_TO = date(2018, 9, 24), date(2021, 5, 27)
DEDICATED_DOCKET_AFTER = date(2021, 5, 28)
FAMILY_PRIORITIES = {"AWC/D", "AWC/ATD"}


def waiting_cases(orders: list[Order], others: list[Appeal], records: Records) -> set[int]:
    """Cases with an undecided case appeal that moves something."""
    waiting: set[int] = set()
    for order in orders:
        if order.idncase is not None and not order.final_at_once and any(a.undecided for a in order.appeals):
            waiting.add(order.idncase)
    for appeal in others:
        named = records.proceeding_by_id.get(appeal.idnproceeding or -1)
        idncase = named.get("idncase") if named is not None else appeal.idncase
        if appeal.undecided and idncase is not None:
            waiting.add(idncase)
    return waiting


def state(proceedings: list[Row], done: list[Completion], undone_by: dict[int, str | None], records: Records) -> str:
    """The state of a case without an appeal at the Board."""
    last = next((c for c in reversed(done) if c.category != "transfer"), None)
    entered = [row for row in proceedings if records.is_here(row)]
    if any(_is_open_after(row, last, records) for row in entered):
        return "pending"
    if last is not None:
        undoing = undone_by.get(last.row["idnproceeding"]) if last.category in codes.ORDER_CLASS else None
        return AFTER_UNDOING[undoing] if undoing else BY_CATEGORY[last.category]
    if any(code(c.raw, "case_type") in codes.PENDING_WHILE_OPEN for c in done):
        return "pending"
    return "other" if entered or done else "no_proceeding"


def _is_open_after(row: Row, last: Completion | None, records: Records) -> bool:
    """Whether an open row makes its case pending: entered after the last completion, or nobody knows when."""
    if code(row, "case_type") not in codes.PENDING_WHILE_OPEN or records.happened(day(row, "comp_date")):
        return False
    entered = records.entry_day(row)
    return last is None or entered is None or (entered, row["idnproceeding"]) > last.place


def case_rows(
    done: dict[object, list[Completion]],
    orders: list[Row],
    waiting: set[int],
    standing: dict[int | None, int],
    records: Records,
) -> list[Row]:
    """The ledger's cases, one row a case of the release."""
    undone_by: dict[object, dict[int, str | None]] = defaultdict(dict)
    for order in orders:
        undone_by[order["idncase"]][order["order_id"]] = order["undone_by"]
    rows = []
    for raw in records.rows("cases"):
        idncase = raw["idncase"]
        proceedings = records.of_case("proceedings", idncase)
        found = state(proceedings, done.get(idncase, []), undone_by[idncase], records)
        row = _case_row(raw, proceedings, records)
        row["state"] = "pending" if idncase in waiting else found
        row["standing_order_id"] = standing.get(idncase)
        rows.append(row)
    return rows


def _case_row(raw: Row, proceedings: list[Row], records: Records) -> Row:
    idncase = raw["idncase"]
    court = current_court(proceedings, records)
    lead = lead_case(idncase, records)
    docket, docket_on = family_docket(raw, proceedings, records)
    represented = [d for d in representation_days(idncase, records) if d <= records.release_day]
    return {
        "idncase": idncase,
        "case_type": code(raw, "case_type"),
        "charged_on": charged_on(proceedings),
        "court_code": court,
        "city": city_of(court, records),
        "nationality_code": code(raw, "nat"),
        "language_code": code(raw, "lang"),
        "custody_code": code(raw, "custody"),
        "entered_on": day(raw, "date_of_entry"),
        "state": None,
        "standing_order_id": None,
        "first_represented_on": represented[0] if represented else None,
        "is_rider": lead is not None,
        "lead_idncase": lead,
        "priority_code": code(raw, "casepriority_code"),
        "family_docket": docket,
        "family_docket_on": docket_on,
        "juvenile_codes": juvenile_codes(idncase, records),
        "birth_month": day(raw, "c_birthdate"),
        "state_code": code(raw, "alien_state"),
    }


def charged_on(proceedings: list[Row]) -> date | None:
    """The earliest charging document."""
    return min((d for d in (day(row, "osc_date") for row in proceedings) if d is not None), default=None)


def first_input(proceedings: list[Row]) -> date | None:
    """The first INPUT_DATE of the case."""
    return min((d for d in (day(row, "input_date") for row in proceedings) if d is not None), default=None)


def current_court(proceedings: list[Row], records: Records) -> str | None:
    """The court of the proceeding entered last, by (day of arrival, idnproceeding); one without any day comes first."""
    here = [r for r in proceedings if records.is_here(r)]
    entered = [(records.arrival_day(r) or date.min, r["idnproceeding"], r) for r in here]
    return code(max(entered, key=lambda item: item[:2])[2], "base_city_code") if entered else None


def lead_case(idncase: int, records: Records) -> int | None:
    """The lead of the last lead/rider row that gives another case as lead."""
    rows = records.of_case("riders", idncase, "idnridercase")
    led = [r for r in rows if r.get("idnleadcase") is not None and r["idnleadcase"] != idncase]
    return int(max(led, key=lambda r: r["idnleadrider"])["idnleadcase"]) if led else None


def juvenile_codes(idncase: int, records: Records) -> list[str]:
    """The juvenile codes a case ever had, as sorted text."""
    numbers = {row.get("idnjuvenile") for row in records.of_case("juveniles", idncase)}
    return sorted(str(number) for number in numbers if number is not None)


def family_docket(raw: Row, proceedings: list[Row], records: Records) -> tuple[str, date | None]:
    """The latest family docket that the case has evidence for, and since when, where a date is recorded."""
    found = [
        docket
        for docket in (
            _dedicated_docket(raw["idncase"], proceedings, records),
            _family_units(raw["idncase"], proceedings, records),
            _adults_with_children(raw, records),
        )
        if docket is not None
    ]
    records.note("several_family_dockets", len(found) > 1)
    return found[0] if found else ("none", None)


def identifiers(idncase: int, records: Records) -> set[str | None]:
    """The identifiers of a case."""
    return {code(row, "case_id") for row in records.of_case("identifiers", idncase)}


def _dedicated_docket(idncase: int, proceedings: list[Row], records: Records) -> tuple[str, date | None] | None:
    entered = first_input(proceedings)
    places = {code(row, "hearing_loc_code") for row in proceedings}
    places |= {code(row, "hearing_loc_code") for row in records.of_case("hearings_raw", idncase)}
    late = entered is not None and entered > DEDICATED_DOCKET_AFTER
    if "DD" in identifiers(idncase, records) and places & codes.DEDICATED_LOCATIONS and late:
        return "dedicated_docket_2021", entered
    return None


def _family_units(idncase: int, proceedings: list[Row], records: Records) -> tuple[str, date | None] | None:
    marks, charged = identifiers(idncase, records), charged_on(proceedings)
    in_time = charged is not None and FAMILY_UNITS_FROM <= charged <= FAMILY_UNITS_TO
    return ("family_unit_2018", None) if "FA" in marks and "DD" not in marks and in_time else None


def _adults_with_children(raw: Row, records: Records) -> tuple[str, date | None] | None:
    history = [
        row
        for row in records.of_case("priorities", raw["idncase"])
        if code(row, "casepriority_code") in FAMILY_PRIORITIES
    ]
    if not history and code(raw, "casepriority_code") not in FAMILY_PRIORITIES:
        return None
    days = [d for d in (day(row, "datcreatedon") for row in history) if d is not None]
    return "adults_with_children_2014", min(days, default=None)
