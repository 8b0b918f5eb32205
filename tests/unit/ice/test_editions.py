"""Editions compared with each other: what repeats, falls or jumps is flagged on the rows, and nothing is deleted."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from finalorder.ice import add_files, store
from support import ice_files as ice


def book(path: Path, day: str, areas: dict[str, tuple[int, int]], removals: int = 100, saved: str = "") -> Path:
    sheets = {
        **ice.fy19(),
        "ATD FY19": ice.monitoring(day.replace("/", "."), areas=areas),
        "Detention FY19": ice.detention(removals=removals),
        "Footnotes": ice.footnotes(day, day),
    }
    return ice.write(path, sheets, saved or "2019-09-01")


def flags(lake: Path) -> dict[tuple[str, date], set[str]]:
    """What the editions say of each other, by metric and day."""
    found: dict[tuple[str, date], set[str]] = {}
    for row in store.load_ice_table(lake, "facts").to_pylist():
        if row["edition_flag"] and row["metric"] != "initial_book_ins":  # the same in all these editions
            found.setdefault((row["metric"], row["as_of"]), set()).update(row["edition_flag"].split("; "))
    return found


@pytest.fixture
def compared(tmp_path: Path) -> Any:
    """Two editions of June 2019 in one lake; what they say of each other."""

    def compare(first: dict[str, Any], second: dict[str, Any]) -> dict[tuple[str, date], set[str]]:
        lake = tmp_path / "lake"
        add_files(
            [book(tmp_path / "a.xlsx", "6/1/2019", **first), book(tmp_path / "b.xlsx", "6/15/2019", **second)], lake
        )
        return flags(lake)

    return compare


JUNE_15 = date(2019, 6, 15)
PEOPLE = {"Atlanta": (60, 10), "Miami": (20, 10)}


def test_two_ordinary_editions_say_nothing_of_each_other(compared: Any) -> None:
    more = {"Atlanta": (61, 10), "Miami": (20, 11)}
    assert compared({"areas": PEOPLE}, {"areas": more, "removals": 120}) == {}


def test_removals_that_fall_within_a_year_are_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": {"Miami": (60, 40)}, "removals": 90})
    assert found["ice_removals", JUNE_15] == {"falls from 100 as of 2019-06-01"}


def test_removals_that_stand_still_are_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": {"Miami": (60, 41)}})
    assert found["ice_removals", JUNE_15] == {"repeats the figure of 2019-06-01"}


def test_a_whole_table_printed_again_under_another_day_is_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": PEOPLE, "removals": 120})
    assert found["atd_active_participants", JUNE_15] == {"the whole table repeats that of 2019-06-01 in a.xlsx"}


def test_a_total_that_repeats_over_changed_rows_is_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": {"Atlanta": (59, 10), "Miami": (20, 11)}, "removals": 120})
    text = "repeats the total of 2019-06-01 although the rows below it changed"
    assert found["atd_active_participants", JUNE_15] == {text}


def test_a_total_that_falls_too_fast_is_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": {"Atlanta": (50, 8), "Miami": (20, 8)}, "removals": 120})
    assert found["atd_active_participants", JUNE_15] == {"falls by 14% in 14 days, from 100"}


def test_a_technology_whose_share_jumps_is_flagged(compared: Any) -> None:
    found = compared({"areas": PEOPLE}, {"areas": {"Atlanta": (10, 61), "Miami": (10, 20)}, "removals": 120})
    assert found["atd_active_participants", JUNE_15] == {
        "GPS: share moves from 80% to 20% since 2019-06-01",
        "SmartLINK: share moves from 20% to 80% since 2019-06-01",
    }


def test_the_corrected_one_of_two_editions_of_a_day_is_named_on_the_other(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    wrong = book(tmp_path / "wrong.xlsx", "6/1/2019", {"Miami": (20, 80)}, saved="2019-06-03")
    right = book(tmp_path / "right.xlsx", "6/1/2019", {"Miami": (80, 20)}, saved="2019-06-05")
    add_files([right, wrong], lake)
    rows = [r for r in store.load_ice_table(lake, "facts").to_pylist() if "another edition" in r["edition_flag"]]
    assert {r["source_file"] for r in rows} == {"wrong.xlsx"}


def test_flags_are_worked_out_again_when_an_edition_between_arrives(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    add_files([book(tmp_path / "a.xlsx", "6/1/2019", PEOPLE, 100)], lake)
    add_files([book(tmp_path / "c.xlsx", "6/29/2019", {"Miami": (80, 21)}, 120)], lake)
    assert ("ice_removals", date(2019, 6, 29)) not in flags(lake)
    add_files([book(tmp_path / "b.xlsx", "6/15/2019", {"Miami": (80, 20)}, 130)], lake)
    assert flags(lake)["ice_removals", date(2019, 6, 29)] == {"falls from 130 as of 2019-06-15"}


def test_a_list_of_agreements_that_shrinks_fast_is_flagged_as_an_older_one(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    for day, number in (("2025-04-01", 20), ("2025-04-21", 15), ("2025-05-01", 21)):
        rows = [
            ("FLORIDA", f"Sheriff {n}", "County", "Leon County", "Task Force Model", "2025-03-01")
            for n in range(number)
        ]
        add_files([ice.write(tmp_path / f"{day}.xlsx", ice.agencies(*rows), day)], lake)
    flagged = [
        (r["as_of"], r["edition_flag"]) for r in store.load_ice_table(lake, "facts").to_pylist() if r["edition_flag"]
    ]
    assert flagged == [(date(2025, 4, 21), "falls from 20 agreements on 2025-04-01")]
    assert store.load_ice_table(lake, "agencies").num_rows == 56
