"""The analysis tables as loops over the oracle's own ledger, from docs/analysis.md and never from the SQL."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from support.oracle.known import fiscal_year
from support.oracle.ledger import derive
from support.oracle.records import Row, Tables, day, group_rows

DETAINED = {"D": True, "R": False, "N": False}
CAME_ALONE = {3, 4}
ADULT_MONTHS = 18 * 12


class Analysis:
    """A release's cases with their hearings, families and orders, as the oracle derives them."""

    def __init__(self, tables: Tables, release_day: date, courts: Mapping[str, Mapping[str, str]]) -> None:
        self.release_day, self.courts = release_day, courts
        self.ledger = derive(tables, release_day, {code: row["city"] for code, row in courts.items()})
        self.cases = {row["idncase"]: row for row in self.ledger["cases"]}
        held = [row for row in self.ledger["hearings"] if self._is_held(row)]
        self.held = group_rows(sorted(held, key=lambda row: (row["scheduled_on"], row["idnschedule"])), "idncase")
        self.families = Counter(self.family(row) for row in self.ledger["cases"])
        self.alone = {row.get("idncase") for row in tables.get("juveniles", []) if row.get("idnjuvenile") in CAME_ALONE}
        self.orders = group_rows(self.ledger["orders"], "idncase")
        self.completions = group_rows(self.ledger["completions"], "idncase")

    def _is_held(self, hearing: Row) -> bool:
        when = hearing["scheduled_on"]
        return (
            when is not None
            and when <= self.release_day
            and hearing["kind"] != "custody"
            and hearing["outcome"] != "not_held"
            and (hearing["medium"] or "").upper() != "H"
        )

    def family(self, case: Row) -> Any:
        return case["lead_idncase"] or case["idncase"]

    def court(self, code: str | None) -> dict[str, Any]:
        known = self.courts.get(code or "", {})
        return {"docket": known.get("docket", "unknown"), "court_state": known.get("state")}

    def first(self, idncase: Any, by: date) -> Row | None:
        found = self.held.get(idncase, [])
        return found[0] if found and found[0]["scheduled_on"] <= by else None

    def order_rows(self) -> Iterator[Row]:
        """The rows of ``analysis/orders``, the columns that are computed."""
        for order in self.ledger["orders"]:
            case = self.cases.get(order["idncase"])
            yield {
                "order_id": order["order_id"],
                "is_detained": DETAINED.get(order["custody_code"] or ""),
                "fiscal_year": fiscal_year(order["ordered_on"]),
                **self.court(order["court_code"]),
                **self._hearings_by(order),
                **self._people_of(case, order["ordered_on"]),
                **self._represented(order, case),
                "is_appealed": order["appeal_id"] is not None,
                "is_final": order["final_on"] is not None,
                "is_undone": order["undone_on"] is not None,
                "days_followed": ((order["undone_on"] or self.release_day) - order["ordered_on"]).days,
                "is_standing": case is not None and case["standing_order_id"] == order["order_id"],
                "days_from_charge": _days(case and case["charged_on"], order["ordered_on"]),
            }

    def _people_of(self, case: Row | None, when: date) -> Row:
        if case is None:
            return dict.fromkeys(("family_id", "family_size", "is_rider", "came_alone", "age_months", "is_child"))
        months = _months(case["birth_month"], when)
        return {
            "family_id": self.family(case),
            "family_size": self.families[self.family(case)],
            "is_rider": case["lead_idncase"] is not None,
            "came_alone": case["idncase"] in self.alone,
            "age_months": months,
            "is_child": None if months is None else months < ADULT_MONTHS,
        }

    def _hearings_by(self, order: Row) -> Row:
        held = [row for row in self.held.get(order["idncase"], []) if row["scheduled_on"] <= order["ordered_on"]]
        deciding = [
            row["lead_days"]
            for row in held
            if row["idnproceeding"] == order["order_id"]
            and row["scheduled_on"] == order["ordered_on"]
            and row["lead_days"] is not None
        ]
        return {
            **_first_columns(held[0] if held else None),
            "hearings": len(held),
            "hearings_missed": sum(bool(row["is_absence"]) for row in held),
            "order_hearing_lead_days": min(deciding, default=None),
        }

    def _represented(self, order: Row, case: Row | None) -> Row:
        since = case["first_represented_on"] if case is not None else None
        first = self.first(order["idncase"], order["ordered_on"])
        return {
            "was_represented": order["was_represented"],
            "was_represented_first": None if first is None else _is_by(since, first["scheduled_on"]),
            "days_represented": _days(since, order["ordered_on"]) if order["was_represented"] else None,
        }

    def case_rows(self) -> Iterator[Row]:
        """The rows of ``analysis/cases``, the columns that are computed."""
        for case in self.ledger["cases"]:
            people = (
                self._people_of(case, case["charged_on"]) if case["charged_on"] else self._people_of(case, date.max)
            )
            people.pop("is_child")
            people["age_months"] = people["age_months"] if case["charged_on"] else None
            first = self.first(case["idncase"], self.release_day)
            held = self.held.get(case["idncase"], [])
            since = case["first_represented_on"]
            yield {
                "idncase": case["idncase"],
                **people,
                **self.court(case["court_code"]),
                **_first_columns(first),
                "fiscal_year": fiscal_year(case["charged_on"]) if case["charged_on"] else None,
                "hearings": len(held),
                "hearings_missed": sum(bool(row["is_absence"]) for row in held),
                "is_represented": since is not None,
                "was_represented_first": None if first is None else _is_by(since, first["scheduled_on"]),
                **self._decision(case, since),
                **self._orders_of(case),
            }

    def _decision(self, case: Row, since: date | None) -> Row:
        done = self.completions.get(case["idncase"], [])
        first = next((row for row in done if row["is_initial"]), None)
        return {
            "decided_on": first and first["completed_on"],
            "decision": first and first["category"],
            "is_in_absentia": None if first is None else bool(first["is_in_absentia"]),
            "was_represented_decision": None if first is None else _is_by(since, first["completed_on"]),
            "is_decided": first is not None,
            "days_to_decision": _days(case["charged_on"], first["completed_on"] if first else self.release_day),
            "completions": len(done),
        }

    def _orders_of(self, case: Row) -> Row:
        orders = self.orders.get(case["idncase"], [])
        standing = next((row for row in orders if row["order_id"] == case["standing_order_id"]), None)
        return {
            "orders": len(orders),
            "removal_orders": sum(row["order_class"] == "removal" for row in orders),
            "first_ordered_on": min((row["ordered_on"] for row in orders), default=None),
            "was_in_absentia": any(row["is_in_absentia"] for row in orders),
            "was_appealed": any(row["appeal_id"] is not None for row in orders),
            "was_undone": any(row["undone_on"] is not None for row in orders),
            "has_standing_order": case["standing_order_id"] is not None,
            "standing_ordered_on": standing and standing["ordered_on"],
            "standing_final_on": standing and standing["final_on"],
        }


def _first_columns(hearing: Row | None) -> Row:
    return {
        "first_hearing_on": hearing and hearing["scheduled_on"],
        "first_hearing_lead_days": hearing and hearing["lead_days"],
        "is_first_hearing_missed": None if hearing is None else bool(hearing["is_absence"]),
    }


def _days(start: date | None, end: date) -> int | None:
    return None if start is None else (end - start).days


def _is_by(since: date | None, when: date) -> bool:
    return since is not None and since <= when


def _months(birth: Any, when: date) -> int | None:
    born = day({"birth": birth}, "birth")
    return None if born is None else (when.year - born.year) * 12 + when.month - born.month
