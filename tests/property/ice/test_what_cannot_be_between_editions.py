"""Between any two editions, what can only grow through a fiscal year and falls is flagged, and nothing else is.

The editions are every figure of a whole workbook, and any facilities on any days.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finalorder.ice import editions, file_checks, file_families, store
from finalorder.ice.cell_figures import build_stored_fact
from support import ice_files as ice

Row = dict[str, Any]
YEAR_BEGINS = date(2026, 9, 30)
TO_DATE = ("FY", "FYTD")
COUNTS = ("people", "hearings")
#: half of the last digit that ICE prints, and as much again
ROUNDING = 0.6


def compare(rows: list[Row]) -> list[str]:
    """The flags of the rows, in their order."""
    table = editions.compare_editions(store.build_ice_table("facts", rows))
    return [str(flag) for flag in table["edition_flag"].to_pylist()]


def blank(**cells: Any) -> Row:
    """A stored figure with these cells."""
    empty = dict.fromkeys(store.SCHEMAS["facts"].names, "")
    return {**empty, "value": None, "as_of": None, "saved": None, **cells}


def adp(facility: str, day: int, value: float, area: str = "SNA") -> Row:
    return blank(
        metric="facility_adp", unit="people/day", period="FYTD", fiscal_year="FY2027", facility=facility, aor=area,
        value=value, as_of=YEAR_BEGINS + timedelta(day), saved=YEAR_BEGINS + timedelta(day + 5), source_file=str(day),
    )  # fmt: skip


means = st.floats(0, 2_000).map(lambda value: round(value, 1))
days = st.integers(1, 363)


@given(
    facilities=st.dictionaries(st.text("ABCDEFGH ", min_size=1, max_size=6), st.tuples(means, means), max_size=8),
    first=days,
    later=st.integers(1, 120),
)
@settings(max_examples=150, deadline=None)
def test_any_facility_that_loses_days_already_spent_is_flagged_in_both_editions_and_no_other_is(
    facilities: dict[str, tuple[float, float]], first: int, later: int
) -> None:
    last = min(364, first + later)
    rows = [adp(name, day, pair[n]) for n, day in enumerate((first, last)) for name, pair in facilities.items()]
    lost = [before * first - after * last > ROUNDING * last for before, after in facilities.values()]
    found = compare(rows)
    expected = [*lost, *lost] if last > first else [False] * len(rows)
    assert [flag.startswith("cannot be") for flag in found] == expected


def test_a_facility_of_the_same_name_in_another_area_is_another(tmp_path: Path) -> None:
    assert compare([adp("A", 100, 90.0), adp("A", 110, 2.0, area="MIA")]) == ["", ""]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Every stored figure of a small workbook, in the middle of its year."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    sheets = {
        **ice.fy19(),
        "ATD FY19": ice.monitoring("6.1.2019"),
        "Footnotes": ice.footnotes("06/01/2019", "06/01/2019"),
    }
    source = file_checks.inspect_file(ice.write(path, sheets, "2019-06-05"))
    content = file_families.read_file(source)
    return [build_stored_fact(figure, source, content.saved) for figure in content.figures]


def is_grown(row: Row) -> bool:
    """Whether a figure can only grow: a count, or a mean over all days, of the year to date."""
    return row["period"] in TO_DATE and row["unit"] in (*COUNTS, "people/day") and bool(row["value"])


def follow(row: Row, share: float) -> Row:
    """The same figure a month later, as that share of what it was."""
    day, saved = row["as_of"], row["saved"]
    return {
        **row, "value": row["value"] * share, "as_of": day and day + timedelta(30), "saved": saved + timedelta(30),
        "checksum": "later", "source_file": "later.xlsx",
    }  # fmt: skip


def test_every_figure_of_a_workbook_that_counts_up_is_flagged_where_it_falls(workbook: list[Row]) -> None:
    grown = [n for n, row in enumerate(workbook) if is_grown(row)]
    metrics = {workbook[n]["metric"] for n in grown}
    assert {"facility_adp", "ice_removals", "initial_book_ins", "average_daily_population_by_facility_type"} <= metrics
    later = [follow(row, 0.5 if is_grown(row) else 1.2) for row in workbook if row["value"] is not None]
    found = compare([*workbook, *later])
    fallen = ("cannot be", "falls from", "is more than")
    flagged = [n for n, flag in enumerate(found[: len(workbook)]) if any(words in flag for words in fallen)]
    assert flagged == grown


def test_no_figure_that_grows_as_its_days_allow_is_flagged(workbook: list[Row]) -> None:
    later = [follow(row, 1.0) for row in workbook if row["value"] is not None]
    assert not [flag for flag in compare([*workbook, *later]) if "cannot be" in flag or "falls" in flag]


def test_a_stale_sheet_and_a_hidden_one_contradict_nothing() -> None:
    rows = [adp("A", 100, 90.0), {**adp("A", 110, 2.0), "flag": "stale: a sheet of FY2020 left in"}]
    assert compare(rows) == ["", ""]
    rows[1]["flag"] = "hidden: the sheet does not show in the workbook"
    assert compare(rows) == ["", ""]


def test_one_figure_too_high_between_two_good_ones_is_flagged_itself() -> None:
    same = blank(metric="ice_removals", unit="people", period="FYTD", fiscal_year="FY2027")
    figures = ((100, 93_361.0), (110, 97_459.0), (120, 93_953.0))
    rows = [
        {**same, "value": value, "source_file": str(day), "as_of": YEAR_BEGINS + timedelta(day)}
        for day, value in figures
    ]
    before, high, after = compare(rows)
    assert before == ""
    assert high == "is more than the 93,953 as of 2027-01-28"
    assert after == "falls from 97,459 as of 2027-01-18"


def test_a_facility_that_the_next_list_lacks_is_noted_on_the_earlier_one() -> None:
    rows = [adp("DILLEY", 100, 80.0), adp("KARNES", 100, 50.0), adp("DILLEY", 120, 80.0), adp("NEW", 120, 1.0)]
    gone = [flag for flag in compare(rows) if flag]
    assert gone == [f"is not in the list of {YEAR_BEGINS + timedelta(120)}"]
    assert compare(rows)[1] == gone[0]


def month(day: int, value: float, period: str = "Nov") -> Row:
    return blank(
        metric="initial_book_ins", unit="people", period=period, fiscal_year="FY2027", agency="ICE", value=value,
        as_of=YEAR_BEGINS + timedelta(day), saved=YEAR_BEGINS + timedelta(day), source_file=str(day),
    )  # fmt: skip


def test_a_month_that_had_ended_and_was_changed_is_noted_and_one_that_went_on_is_not() -> None:
    first = YEAR_BEGINS + timedelta(70)
    assert compare([month(70, 20_160.0), month(90, 20_170.0)]) == ["", f"was 20,160 as of {first}"]
    assert compare([month(70, 20_160.0), month(90, 20_160.0)]) == ["", ""]
    assert compare([month(40, 9_000.0), month(70, 20_160.0)]) == ["", ""]
    assert compare([month(70, 5_000.0, "Dec"), month(90, 9_000.0, "Dec"), month(100, 9_100.0, "Dec")]) == ["", "", ""]
