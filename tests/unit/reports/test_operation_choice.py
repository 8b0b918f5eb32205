"""Which operation a report is about: the one it names or repeats, in its time and place, and else none."""

import pytest

from finalorder.operations import list_shipped_operations, load_operation
from finalorder.reports import CheckResult, check_report, to_table

EVERY = [load_operation(name) for name in list_shipped_operations()]


def ask(text: str) -> CheckResult:
    return check_report(text, EVERY)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (
            "June 22, 2019\n\nICE will go after about 2,040 family members in 10 cities. About 90% of families missed "
            "their hearings.",
            "2019-06-family-operation",
        ),
        (
            "July 12, 2019\n\nAgents are to arrest at least 2,000 people in raids in Atlanta, Chicago and Miami.",
            "2019-06-family-operation",
        ),
        (
            "December 12, 2025\n\nOperation Metro Surge arrested 400 people in Minneapolis, officials say.",
            "2025-12-metro-surge",
        ),
        ("Charlotte\u2019s Web has led to 130 arrests.", "2025-11-charlottes-web"),
        (
            "12 de junio de 2025\n\nUnas 2,400 personas fueron arrestadas en los tribunales. Los jueces tienen 3.6 "
            "millones de casos pendientes.",
            "2025-05-courthouse-arrests",
        ),
    ],
)
def test_a_report_is_set_beside_the_operation_that_it_names_or_repeats(text: str, about: str) -> None:
    checked = ask(text)
    assert checked.operation is not None
    assert checked.operation.id == about
    assert checked.meta["operation"] == about
    assert f"({about})." in to_table(checked)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The court in Denver decided 2,100 cases in 2016.",
        "March 3, 2024\n\nIn Miami, 61% of cases ended with an order in absentia.",
        "August 3, 2025\n\nImmigration courts have a backlog of 3.4 million cases.",
        "Operation Metro Surge and Operation Midway Blitz were discussed. 300 people were arrested.",
    ],
)
def test_a_report_of_no_operation_or_of_two_is_set_beside_none(text: str) -> None:
    checked = ask(text)
    assert checked.operation is None
    assert checked.meta["operation"] is None
    assert "--operation" in to_table(checked)


def test_nothing_of_june_2019_answers_a_report_of_another_year() -> None:
    checked = ask("April 3, 2024\n\nOf 2,040 families with orders, 90% missed a hearing, an official said.")
    assert not [row for row in checked.rows if "2019" in row.answer or "targets" in row.note]
