"""Rows of a release for tests that read as a manual: a case at Miami, with what a test changes."""

from datetime import date
from typing import Any

from support.ledger_harness import Ledger, ledger_of

RELEASE_DAY = date(2026, 7, 1)
MARCH_15 = date(2019, 3, 15)
Row = dict[str, Any]


def proceeding(idnproceeding: int = 10, **changes: Any) -> Row:
    """A removal order made in person at Miami on 15 March 2019, unless a test says otherwise."""
    return {
        "idnproceeding": idnproceeding,
        "idncase": 1,
        "case_type": "RMV",
        "base_city_code": "MIA",
        "osc_date": date(2018, 10, 1),
        "input_date": date(2018, 10, 5),
        "comp_date": MARCH_15,
        "dec_code": "X",
        "absentia": "N",
        "custody": "N",
    } | changes


def open_proceeding(idnproceeding: int = 11, **changes: Any) -> Row:
    """A proceeding entered on 3 June 2019 that nothing has completed."""
    still = {"input_date": date(2019, 6, 3), "comp_date": None, "dec_code": None, "absentia": None}
    return proceeding(idnproceeding, **(still | changes))


def hearing(**changes: Any) -> Row:
    """An initial master hearing on 15 March 2019, set three months before."""
    return {
        "idnschedule": 100,
        "idnproceeding": 10,
        "idncase": 1,
        "base_city_code": "MIA",
        "input_date": date(2018, 12, 15),
        "adj_date": MARCH_15,
        "adj_rsn": "8B",
        "adj_medium": "P",
        "schedule_type": "MM",
        "rec_type": "X",
    } | changes


def motion(**changes: Any) -> Row:
    """A motion to reopen an order in absentia, granted on 2 May 2019."""
    return {"idnmotion": 5, "idncase": 1, "rec_type": "MA", "dec": "G", "comp_date": date(2019, 5, 2)} | changes


def appeal(**changes: Any) -> Row:
    """The respondent's appeal from the decision, undecided."""
    return {
        "idnappeal": 7,
        "idncase": 1,
        "idnproceeding": 10,
        "strappealcategory": "IJ",
        "strappealtype": "Case Appeal",
        "datappealfiled": date(2019, 4, 1),
        "strfiledby": "A",
    } | changes


def decide_appeal(code: str, **changes: Any) -> Row:
    """The same, decided by the Board on 6 January 2020."""
    return appeal(strbiadecision=code, datbiadecision=date(2020, 1, 6), **changes)


def ledger(*proceedings: Row, **tables: Any) -> Ledger:
    """The ledger of these proceedings and other tables; case 1 is in the case table unless a test gives others."""
    return ledger_of({"cases": [{"idncase": 1}], "proceedings": list(proceedings), **tables}, RELEASE_DAY)


def notes(found: Ledger) -> dict[str, int]:
    """What was noted, by kind."""
    return {row["kind"]: row["count"] for row in found["notes"]}
