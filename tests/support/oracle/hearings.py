"""Hearings: what each schedule row was, and what became of it."""

from datetime import date

from support.oracle import codes
from support.oracle.records import Records, Row, code, day, loud


def hearing_rows(orders: list[Row], records: Records) -> list[Row]:
    """The ledger's hearings, one row a schedule row."""
    absences = {(order["order_id"], order["ordered_on"]) for order in orders if order["is_in_absentia"]}
    return [_hearing_row(row, absences, records) for row in records.rows("hearings_raw")]


def _hearing_row(row: Row, absences: set[tuple[int, date]], records: Records) -> Row:
    entered_on, scheduled_on = day(row, "input_date"), day(row, "adj_date")
    result = outcome(row, records.release_day)
    known = entered_on is not None and scheduled_on is not None
    return {
        "idnschedule": row["idnschedule"],
        "idnproceeding": row.get("idnproceeding"),
        "idncase": row.get("idncase"),
        "court_code": code(row, "base_city_code"),
        "hearing_location_code": code(row, "hearing_loc_code"),
        "entered_on": entered_on,
        "scheduled_on": scheduled_on,
        "lead_days": (scheduled_on - entered_on).days if known and scheduled_on and entered_on else None,
        "kind": kind(row),
        "medium": code(row, "adj_medium"),
        "outcome": result,
        "is_absence": result == "no_show" or (row.get("idnproceeding"), scheduled_on) in absences,
        "adjournment_code": code(row, "adj_rsn"),
        "notice_code": code(row, "notice_code"),
    }


def kind(row: Row) -> str:
    """What kind of hearing: by schedule type; a bond record is about custody; else by calendar type."""
    schedule_type = code(row, "schedule_type")
    if schedule_type == "CY" or code(row, "rec_type") == "B":
        return "custody"
    if schedule_type in codes.FEAR_REVIEW:
        return "review"
    if schedule_type in codes.MASTER:
        return "master"
    if schedule_type in codes.INDIVIDUAL:
        return "individual"
    if schedule_type is None:
        return {"M": "master", "I": "individual"}.get(code(row, "cal_type") or "", "other")
    return "other"


def outcome(row: Row, as_of: date) -> str:
    """What became of the hearing, as known on a day."""
    scheduled_on, reason = day(row, "adj_date"), code(row, "adj_rsn")
    if scheduled_on is not None and scheduled_on > as_of:
        return "upcoming"
    if reason in codes.DECIDED:
        return "decided"
    if reason == "11":
        return "no_show"
    if loud(row, "adj_medium") == "H" or reason in codes.MOVED_OR_VACATED:
        return "not_held"
    return "adjourned" if reason is not None else "unknown"
