"""The oracle's front: a release's tables in, the ledger's tables out."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from support.oracle import codes
from support.oracle.appeals import Appeal
from support.oracle.cases import case_rows, waiting_cases
from support.oracle.completions import Completion, completions_of
from support.oracle.hearings import hearing_rows
from support.oracle.orders import order_rows, orders_of
from support.oracle.records import Records, Row, Tables, group_rows, note_proceedings

Ledger = dict[str, Any]


def derive(tables: Tables, release_day: date, city_names: Mapping[str, str] | None = None) -> Ledger:
    """The ledger of a release: completions, hearings, orders and cases as lists of rows, notes as kind -> count.

    ``tables`` maps a lake table's name to its rows; a table that is absent has none. ``city_names`` maps the code of a
    court outside the ten cities to its city; without it, the code stands for the city.
    """
    records = Records(tables, release_day, city_names or {})
    note_proceedings(records)
    done = _lives(records)
    orders, other_appeals = orders_of(done, records)
    rows = order_rows(orders, records)
    standing_now = {order["idncase"]: order["order_id"] for order in standing(rows, release_day)}
    waiting = waiting_cases(orders, other_appeals, records)
    _note_orders_of_the_board(other_appeals, done, records)
    return {
        "completions": [completion.row for completions in done.values() for completion in completions],
        "hearings": hearing_rows(rows, records),
        "orders": rows,
        "cases": case_rows(done, rows, waiting, standing_now, records),
        "notes": dict(records.notes),
    }


def _lives(records: Records) -> dict[object, list[Completion]]:
    """The completions of each case; a proceeding without a case is a life of its own."""
    lives: dict[object, list[Completion]] = {}
    for idncase, proceedings in group_rows(records.rows("proceedings"), "idncase").items():
        lives[idncase] = completions_of(proceedings, records)
    for row in records.rows("proceedings"):
        if row.get("idncase") is None:
            lives["proceeding", row["idnproceeding"]] = completions_of([row], records)
    return lives


def _note_orders_of_the_board(appeals: list[Appeal], done: dict[object, list[Completion]], records: Records) -> None:
    """Count the government's won appeals from decisions that were no order: the Board may have made one."""
    decided = {c.row["idnproceeding"] for completions in done.values() for c in completions}
    for appeal in appeals:
        won = appeal.by_government_alone and appeal.decision in codes.SUSTAINS
        records.note("order_by_the_board", won and appeal.idnproceeding in decided)


def standing(orders: list[Row], as_of: date) -> list[Row]:
    """The orders standing on a day, at most one a case."""
    return _standing(orders, as_of, "final_on")


def standing_certain(orders: list[Row], as_of: date) -> list[Row]:
    """The orders standing on a day beyond what the records leave open, at most one a case."""
    return _standing(orders, as_of, "final_on_latest")


def _standing(orders: list[Row], as_of: date, final: str) -> list[Row]:
    by_case: dict[Any, list[Row]] = defaultdict(list)
    for order in orders:
        if order["order_class"] == "removal" and stands(order, as_of, final):
            key = order["idncase"] if order["idncase"] is not None else ("order", order["order_id"])
            by_case[key].append(order)
    return [max(rows, key=lambda row: (row["ordered_on"], row["order_id"])) for rows in by_case.values()]


def stands(order: Row, as_of: date, final: str = "final_on") -> bool:
    """Whether an order was final and not undone on a day."""
    is_final = order[final] is not None and order[final] <= as_of
    return is_final and not (order["undone_on"] is not None and order["undone_on"] <= as_of)
