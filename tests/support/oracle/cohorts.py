"""The five cohorts of an announcement, as sets of standing orders with the evidence for each."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from support.oracle.calendar import days_in, months_earlier
from support.oracle.codes import MOTIONS_TO_REOPEN
from support.oracle.ledger import standing
from support.oracle.records import Row, Tables, code, day, group_rows

Verdict = tuple[bool, bool, str]  # lower, upper, evidence
UNACCOMPANIED = {"3", "4"}


class Asked:
    """A ledger, its release and the day that is asked about."""

    def __init__(self, ledger: Mapping[str, Any], tables: Tables, as_of: date) -> None:
        self.as_of = as_of
        self.orders: list[Row] = ledger["orders"]
        self.cases: dict[Any, Row] = {row["idncase"]: row for row in ledger["cases"]}
        self.hearings = group_rows(ledger["hearings"], "idncase")
        self.juveniles = group_rows(tables.get("juveniles", []), "idncase")
        self.priorities = group_rows(tables.get("priorities", []), "idncase")
        self.motions = group_rows(tables.get("motions", []), "idncase")

    def case(self, order: Row) -> Row:
        """The case of an order; an orphan's is empty."""
        return self.cases.get(order["idncase"], {})


def cohort(name: str, ledger: Mapping[str, Any], tables: Tables, as_of: date) -> list[Row]:
    """The rows of a cohort on a day: idncase, order_id, lower (certain), upper (possible), evidence."""
    asked, rows = Asked(ledger, tables, as_of), []
    for order in standing(asked.orders, as_of):
        lower, upper, evidence = RULES[name](order, asked)
        if upper:
            certain = order["final_on_latest"] is not None and order["final_on_latest"] <= as_of
            row = {"idncase": order["idncase"], "order_id": order["order_id"]}
            rows.append({**row, "lower": lower and certain, "upper": upper, "evidence": evidence})
    return rows


def in_absentia(order: Row, asked: Asked) -> Verdict:
    """A standing order in absentia."""
    found = bool(order["is_in_absentia"])
    return found, found, "order_in_absentia"


def turned_18(order: Row, asked: Asked) -> Verdict:
    """Once unaccompanied, and 18 by the day: surely (lower) or possibly (upper)."""
    juvenile = bool(UNACCOMPANIED & {str(r.get("idnjuvenile")) for r in asked.juveniles.get(order["idncase"], [])})
    marks = {code(r, "casepriority_code") for r in asked.priorities.get(order["idncase"], [])}
    priority = "UC" in marks | {asked.case(order).get("priority_code")}
    evidence = "+".join(["juvenile_code"] * juvenile + ["priority_uc"] * priority)
    if not evidence:
        return False, False, ""
    month = asked.case(order).get("birth_month")
    if month is None:
        return False, True, evidence + "+birth_month_unknown"
    first, last = eighteenth_birthdays(month)
    return last <= asked.as_of, first <= asked.as_of, evidence


def eighteenth_birthdays(month: date) -> tuple[date, date]:
    """The first and the last day on which somebody born in a month turns 18."""
    year, last = month.year + 18, days_in(month.year, month.month)
    return date(year, month.month, 1), date(year, month.month, min(last, days_in(year, month.month)))


def no_show_no_response(order: Row, asked: Asked) -> Verdict:
    """An absence by the day, and no motion to reopen received since the last one."""
    hearings = asked.hearings.get(order["idncase"], [])
    days = [h["scheduled_on"] for h in hearings if h["is_absence"] and h["scheduled_on"] is not None]
    missed = [d for d in days if d <= asked.as_of]
    if not missed:
        return False, False, ""
    answered = any(max(missed) <= d <= asked.as_of for d in received_motions(order["idncase"], asked))
    return not answered, not answered, "absence_without_motion"


def received_motions(idncase: int | None, asked: Asked) -> list[date]:
    """When motions to reopen were received; where that is blank, when they were entered."""
    motions = [m for m in asked.motions.get(idncase, []) if code(m, "rec_type") in MOTIONS_TO_REOPEN]
    days = [day(m, "motion_recd_date") or day(m, "input_date") for m in motions]
    return [d for d in days if d is not None]


def rocket_docket(order: Row, asked: Asked) -> Verdict:
    """The family-unit docket of 2018."""
    found = asked.case(order).get("family_docket") == "family_unit_2018"
    return found, found, "family_unit_2018"


def recent_arrival_final_order(order: Row, asked: Asked) -> Verdict:
    """Entered, else charged, within 36 months before the day; a charge may be long after the entry: upper only."""
    case = asked.case(order)
    evidence = "entered_on" if case.get("entered_on") is not None else "charged_on"
    arrived = case.get(evidence)
    found = arrived is not None and months_earlier(asked.as_of, 36) <= arrived <= asked.as_of
    return found and evidence == "entered_on", found, evidence


RULES: dict[str, Callable[[Row, Asked], Verdict]] = {
    "in_absentia": in_absentia,
    "turned_18": turned_18,
    "no_show_no_response": no_show_no_response,
    "rocket_docket": rocket_docket,
    "recent_arrival_final_order": recent_arrival_final_order,
}
