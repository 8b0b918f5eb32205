"""Small tables for tests: one case, with only what the test is about said out loud."""

from datetime import date
from typing import Any

from support.oracle.ledger import Ledger, derive
from support.oracle.records import Row

RELEASE_DAY = date(2024, 6, 28)
ORDERED = date(2019, 3, 15)  # a Friday; 30 days later is Sunday 14 April, so the time to appeal ends on the 15th
DUE = date(2019, 4, 15)


def day(text: str) -> date:
    """A day from YYYY-MM-DD."""
    return date.fromisoformat(text)


def case(**values: Any) -> Row:
    """A case."""
    return {"idncase": 1, "case_type": "RMV", "casepriority_code": "N/A", **values}


def proceeding(idnproceeding: int = 10, **values: Any) -> Row:
    """An open proceeding of case 1."""
    row = {"idnproceeding": idnproceeding, "idncase": 1, "case_type": "RMV", "base_city_code": "MIA"}
    return {**row, "osc_date": date(2018, 6, 1), "input_date": date(2018, 6, 5), **values}


def order(idnproceeding: int = 10, **values: Any) -> Row:
    """A proceeding completed by an order of removal in the respondent's presence."""
    return proceeding(idnproceeding, **{"comp_date": ORDERED, "dec_code": "X", "absentia": "N", **values})


def absence(idnproceeding: int = 10, **values: Any) -> Row:
    """A proceeding completed by an order of removal in absentia."""
    return order(idnproceeding, **{"absentia": "Y", **values})


def appeal(decision: str | None = None, decided: str | None = None, **values: Any) -> Row:
    """A case appeal from the order by the respondent."""
    row: Row = {"idnappeal": 1, "idncase": 1, "idnproceeding": 10, "strappealcategory": "IJ"}
    row.update(strappealtype="Case Appeal", datappealfiled=date(2019, 4, 1), strfiledby="A")
    return {**row, "strbiadecision": decision, "datbiadecision": day(decided) if decided else None, **values}


def motion(kind: str = "MA", dec: str | None = "G", decided: str | None = "2020-02-03", **values: Any) -> Row:
    """A motion about the order."""
    row = {"idnmotion": 1, "idncase": 1, "idnproceeding": 10, "rec_type": kind, "dec": dec}
    return {**row, "comp_date": day(decided) if decided else None, "motion_recd_date": date(2020, 1, 2), **values}


def hearing(scheduled: str = "2019-03-15", **values: Any) -> Row:
    """A schedule row of the proceeding."""
    row = {"idnschedule": 1, "idncase": 1, "idnproceeding": 10, "adj_date": day(scheduled), "rec_type": "X"}
    return {**row, "input_date": date(2019, 2, 13), "adj_medium": "P", "schedule_type": "MM", **values}


def tables_of(*proceedings: Row, **others: list[Row]) -> dict[str, list[Row]]:
    """The tables of a release with one case."""
    return {"cases": [case()], "proceedings": list(proceedings), **others}


def ledger_of(*proceedings: Row, release_day: date = RELEASE_DAY, **others: list[Row]) -> Ledger:
    """The ledger of one case."""
    return derive(tables_of(*proceedings, **others), release_day)


def only_order(*proceedings: Row, release_day: date = RELEASE_DAY, **others: list[Row]) -> Row:
    """The first order of one case."""
    row: Row = ledger_of(*proceedings, release_day=release_day, **others)["orders"][0]
    return row


def finality_of(*proceedings: Row, release_day: date = RELEASE_DAY, **others: list[Row]) -> tuple[Any, Any, Any]:
    """final_on, final_on_latest and final_basis of the first order."""
    row = only_order(*proceedings, release_day=release_day, **others)
    return row["final_on"], row["final_on_latest"], row["final_basis"]


def undoing_of(*proceedings: Row, release_day: date = RELEASE_DAY, **others: list[Row]) -> tuple[Any, Any]:
    """undone_on and undone_by of the first order."""
    row = only_order(*proceedings, release_day=release_day, **others)
    return row["undone_on"], row["undone_by"]


def state_of(*proceedings: Row, release_day: date = RELEASE_DAY, **others: list[Row]) -> Any:
    """The state of the case."""
    return ledger_of(*proceedings, release_day=release_day, **others)["cases"][0]["state"]
