"""Every published total that was read from a file in the shared folder comes out of our reader to the digit."""

import csv
import re
from collections import defaultdict
from functools import cache

import pytest

from finalorder.ice.cell_figures import DIMENSIONS, Figure, format_fiscal_year
from support import ice_real

KNOWN = ice_real.SHARED / "reference" / "ice-known-totals.csv"
ICE = ice_real.FOLDER
ABSENT = pytest.mark.skipif(not KNOWN.exists(), reason="no folder `shared` beside the repository")
SERIES = re.compile(r"^\(archive only\) .*")  # one list a date, of which some are here under the name of their day
ARRESTS = "ice_arrests_2025-01-20_to_2026-08-06"
ALIASES = {"Washington": "Washington DC", "New York City": "New York"}
Row = dict[str, str]


def groups() -> dict[tuple[str, str], list[Row]]:
    """The known totals of files that are here, by file and metric."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    if KNOWN.exists():
        with KNOWN.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                source = SERIES.sub(rf"287g/participating_{row['as_of']}.xlsx", row["source_file"])
                if (ICE / source).is_file():
                    found[source, row["metric"]].append(row)
    return found


GROUPS = groups()


@cache
def figures(source: str) -> dict[tuple[str, str], list[Figure]]:
    """The figures of a file by metric and sheet."""
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    content = ice_real.read(ICE / source).content
    assert content is not None
    for figure in content.figures:
        found[figure.metric, figure.sheet.strip()].append(figure)
    return found


def one(source: str, known: Row) -> Figure:
    """The figure that a known total describes: by its cell if one was read, else by its dimensions."""
    metric = "ice_arrests" if known["metric"] == ARRESTS else known["metric"].removesuffix("_series")
    candidates = figures(source)[metric, known["sheet"].strip()]
    by_cell = known["derivation"] == "read" and known["sheet"]
    found = [f for f in candidates if (f.cell == known["cell"] if by_cell else describes(f, known))]
    assert found, f"nothing read for {known}"
    return found[0]


def describes(figure: Figure, known: Row) -> bool:
    """Whether the dimensions agree; the list of totals leaves out the year and state where the file has only one."""
    year = format_fiscal_year(figure.fiscal_year)
    by_year = "detention-stats" in known["source_file"] or known["fiscal_year"] == year
    return by_year and all(same(figure, known, name) for name in DIMENSIONS)


def same(figure: Figure, known: Row, dimension: str) -> bool:
    mine, theirs = figure.get(dimension), known[dimension]
    if dimension == "aor" and theirs in ("", "National"):
        return mine in ("", "National")
    if dimension == "period" and ("STALE" in known["quality_note"] or not theirs):
        return True
    if dimension == "state" and known["metric"].startswith("facility_"):
        return True
    return mine == ALIASES.get(theirs, theirs)


@ABSENT
@pytest.mark.parametrize(("source", "metric"), sorted(GROUPS), ids=lambda value: str(value).rsplit("/", 1)[-1])
def test_known_totals_are_reproduced_to_the_digit(source: str, metric: str) -> None:
    for known in GROUPS[source, metric]:
        figure = one(source, known)
        assert figure.value is not None
        assert round(figure.value, 4) == float(known["value"]), known
        assert figure.unit == known["unit"], known
        assert all(same(figure, known, name) for name in DIMENSIONS), known


def day_is_sound(known: Row) -> bool:
    """Whether the list of totals itself dates a row within its fiscal year; else our reader says "not known"."""
    start = f"{int(known['fiscal_year'][2:]) - 1}-10-01"
    end = f"{known['fiscal_year'][2:]}-10-31"
    return start <= known["as_of"] <= end and "looks stale" not in known["quality_note"]


@ABSENT
@pytest.mark.parametrize("source", sorted({s for s, _ in GROUPS if "detention-stats" in s}))
def test_each_figure_of_a_workbook_has_the_day_that_its_own_lines_state(source: str) -> None:
    for known in (row for (s, _), rows in GROUPS.items() if s == source for row in rows):
        figure = one(source, known)
        if day_is_sound(known):
            assert str(figure.as_of) == known["as_of"], known
        elif not figure.metric.startswith("atd_"):
            assert figure.as_of is None or figure.flags or "looks stale" in known["quality_note"], known


@ABSENT
def test_the_day_of_every_other_figure_is_that_of_the_list_of_totals() -> None:
    for known in (row for (s, _), rows in GROUPS.items() if "detention-stats" not in s for row in rows):
        if known["as_of"]:
            source = SERIES.sub(rf"287g/participating_{known['as_of']}.xlsx", known["source_file"])
            assert str(one(source, known).as_of) == known["as_of"], known


@ABSENT
def test_no_known_total_of_a_file_that_is_here_is_left_out() -> None:
    """Of 7,090 totals 6,308 name a file that is here, 9 a list here under another name; 773 lists are not here."""
    with KNOWN.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    here = sum(len(rows) for rows in GROUPS.values())
    absent = [row for row in rows if SERIES.match(row["source_file"])]
    assert (len(rows), here) == (7090, 6317)
    assert {row["metric"] for row in absent} == {"287g_participating_agreements_series"}
    assert len(rows) - here == len(absent) - 9 == 773
