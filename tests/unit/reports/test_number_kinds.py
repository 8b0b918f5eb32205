"""Numbers without a noun of their own: what they count, and what kind of number they are, in both languages."""

import pytest

from finalorder.reports import read_mentions
from finalorder.reports.claim_finder import find_mentions
from finalorder.reports.clause_context import SEVERAL
from finalorder.reports.grammar_tables import load_grammar


def read(text: str) -> list[tuple[str, float | None, str, str]]:
    return [(row.kind, row.number, row.unit, row.period) for row, _ in read_mentions(text)]


def numbers(text: str) -> list[tuple[str, float | None, str]]:
    return [(kind, number and round(number, 1), unit) for kind, number, unit, _ in read(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Of every 100 people released by the immigration court, 83 came to each hearing. With a lawyer, 96 came.",
            [("share", 83, "percent"), ("share", 96, "percent")],
        ),
        (
            "De cada cien personas citadas a la corte de inmigración, treinta no llegaron a su audiencia.",
            [("share", 30, "percent")],
        ),
        (
            "Removal orders rose from 1,900 to 6,100.",
            [("count", 1900, "orders"), ("count", 6100, "orders")],
        ),
        (
            "The courts in Texas and California have 89,000 and 81,000 pending cases.",
            [("count", 89_000, "cases"), ("count", 81_000, "cases")],
        ),
        ("The immigration court has about 600 judges, down from 735.", []),
        ("The jail received 27 detainers and honored none.", [("count", 27, "detainers"), ("count", 0, "detainers")]),
        (
            "HOST: How long are they held by ICE?\n\nGUEST: Six weeks, typically.",
            [("duration", 6, "weeks")],
        ),
        ("Immigration agents arrested 76 workers.", [("count", 76, "people")]),
        ("An appeal must reach the Board within thirty calendar days.", [("duration", 30, "days")]),
        (
            "In detention the share with a conviction is 36.",
            [("share", 36, "percent")],
        ),
        ("Of over 7,000 families, 90% did not show up for their hearings.",
         [("count", 7000, "families"), ("share", 90, "percent")]),
    ],
)  # fmt: skip
def test_a_bare_number_is_read_by_what_stands_around_it(text: str, found: list[tuple[str, float, str]]) -> None:
    assert numbers(text) == found


def test_a_table_is_read_by_its_heads_and_its_title() -> None:
    table = "Denver immigration court: orders by year\n\n| Fiscal year | Orders | In absentia |\n|---|---|---|\n"
    (orders, absent) = (row for row, _ in read_mentions(table + "| 2019 | 9,311 | 4,023 |\n"))
    assert [(row.period, row.city, row.unit) for row in (orders, absent)] == [("FY2019", "Denver", "orders")] * 2
    assert (orders.cohort, absent.cohort) == ("", "in_absentia")
    lines = "Court;Pending cases;Median days\nBoston;121,998;978\nDallas;46,604;388\n"
    assert numbers(lines)[:2] == [("count", 121_998, "cases"), ("duration", 978, "days")]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("In the first quarter of fiscal year 2025", "FY2025-Q1"),
        ("In Q3 2024", "2024-Q3"),
        ("From October through December 2024", "2024-10/2024-12"),
        ("Between November 2023 and February 2024", "2023-11/2024-02"),
        ("In March 2024", "2024-03"),
    ],
)
def test_quarters_and_months_are_times(words: str, period: str) -> None:
    ((_, number, unit, found),) = read(f"{words}, immigration judges issued 312 removal orders.")
    assert (number, unit, found) == (312, "orders", period)


@pytest.mark.parametrize(
    "words",
    ["In Q1 2024 and Q2 2024", "In March 2024 and May 2024", "From October through December 2023 and in May 2024"],
)
def test_of_two_times_of_one_clause_neither_is_taken_for_the_numbers(words: str) -> None:
    text = f"{words}, immigration judges issued 312 removal orders."
    (mention,) = find_mentions(text, load_grammar("en"))[1]
    assert mention.when.reach == SEVERAL
