"""Reports are read as a reader would: every claim of theirs is found, and nothing that is none."""

import csv
import io
import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finalorder.answers import make_question
from finalorder.cli.check import check as command
from finalorder.errors import FinalorderError
from finalorder.lake.folders import Lake, Release
from finalorder.operations import load_operation
from finalorder.operations.measure_answers import measure_release
from finalorder.reports import CHECK_COLUMNS, CheckResult, CheckRow, check_report, to_csv, to_json, to_table
from finalorder.reports.report_text import MAX_REPORT_BYTES, read_report
from finalorder.reports.routes import list_routes
from finalorder.reports.vocabulary import load_vocabulary
from support.marked_reports import REPORTS, differences, marked

measure_question = partial(make_question, "measure")


FAMILY = load_operation("2019-06-family-operation")
VERDICTS = {"supported", "contradicted", "depends_on_method", "upper_bound_only", "not_in_records"}
ENGLISH = sorted(path.name for path in REPORTS.glob("*.txt") if "espanol" not in path.name)
CONTRACT = "start, end, text, kind, number, unit, city, cohort, period, certainty, verdict, method, answer, note"


def ask(text: str, release: Release | None = None, lang: str = "en") -> CheckResult:
    return check_report(text, FAMILY, release, lang=lang)


@pytest.mark.parametrize("name", ENGLISH)
def test_every_marked_claim_is_found_and_nothing_else(name: str) -> None:
    text, expected = marked((REPORTS / name).read_text(encoding="utf-8"))
    assert differences(ask(text).rows, expected, text) == []


@pytest.mark.parametrize("name", ENGLISH)
def test_line_ends_quotation_marks_and_blanks_change_nothing(name: str) -> None:
    text = marked((REPORTS / name).read_text(encoding="utf-8"))[0]
    curly = re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")
    dressed = "\ufeff" + curly.replace("\n", "\r\n").replace(" people", "\u00a0people").replace(
        " percent", "\u00a0percent"
    )
    plain = [(row.kind, row.number, row.unit, row.city, row.cohort) for row in ask(text).rows]
    rows = ask(dressed).rows
    assert [(row.kind, row.number, row.unit, row.city, row.cohort) for row in rows] == plain
    assert all(row.text == dressed[row.start : row.end] for row in rows)


def test_the_real_report_gives_every_checkable_number_and_nothing_that_is_none(shared: Path) -> None:
    text = (shared / "data" / "news" / "2019-06-21-announced-operation.txt").read_text(encoding="utf-8")
    rows = ask(text).rows
    numbers = [(row.number, row.unit) for row in rows if row.number is not None]
    assert numbers == [(1_000_000, "people"), (2100, "people"), (65, "people")]
    assert {row.city for row in rows if row.kind == "place" and row.city} == set(FAMILY.cities)
    assert {row.cohort for row in rows if row.cohort} == set(FAMILY.cohorts)
    assert [row.verdict for row in rows if "federal judges" in row.text] == ["contradicted"]
    said = " ".join(row.text for row in rows)
    for wanted in ("Sunday", "March", "family detention centers", "ankle monitor", "The remaining", "this weekend"):
        assert wanted in said
    for none in ("3511", "33172", "2020", "Friday", "Wednesday", "Thursday", "Doral", "Boston", "Phoenix", "Earlier"):
        assert none not in said


def test_the_announcements_own_claims_are_answered_by_the_announcement(shared: Path) -> None:
    text = (shared / "data" / "news" / "2019-06-21-announced-operation.txt").read_text(encoding="utf-8")
    own = re.compile(r"own claim ([a-z0-9-]+)")
    found = {match[1]: row.verdict for row in ask(text).rows if (match := own.search(row.note))}
    assert found["million-at-large"] == "upper_bound_only"
    assert found["orders-by-federal-judges"] == "contradicted"
    assert (
        found["letters-sent"] == found["letters-who-came"] == found["letters-rest-ordered-removed"] == "not_in_records"
    )
    assert {f"group-{name}" for name in ("turned-18", "in-absentia", "rocket-docket", "recent-arrivals")} <= set(found)
    assert "group-no-show-no-response" in found


def one(text: str, release: Release | None = None, lang: str = "en") -> CheckResult:
    checked = ask(text, release, lang)
    assert len([row for row in checked.rows if row.number is not None]) == 1, checked.rows
    return checked


@pytest.mark.parametrize(
    ("text", "number", "verdict", "method"),
    [
        ("About 44 percent of immigrants were ordered removed in absentia.", 44, "depends_on_method", "M1a"),
        ("Almost 90 percent of families failed to appear for a hearing.", 90, "depends_on_method", "M7b"),
        ("Some 86% of families attended all of their court hearings.", 86, "depends_on_method", "M5i"),
        (
            "There are 1.4 million people with final orders of removal.",
            1_400_000,
            "upper_bound_only",
            "standing_orders",
        ),
        ("Judges issued 212,000 removal orders.", 212_000, "depends_on_method", "orders_issued"),
        ("ICE sent 4,000 letters to families with final orders.", 4000, "not_in_records", "none"),
        ("ICE held 39,000 people in detention.", 39_000, "not_in_records", "context detention"),
        ("ICE put 5,000 immigrants on ankle monitors.", 5000, "not_in_records", "context monitoring"),
        ("ICE deported 4,300 people.", 4300, "not_in_records", "context removals"),
    ],
)
def test_other_claims_go_to_the_measure_that_fits_their_fields(
    text: str, number: float, verdict: str, method: str
) -> None:
    (row,) = (row for row in one(text).rows if row.number is not None)
    assert (row.number, row.verdict) == (number, verdict)
    assert method in row.method


@pytest.fixture(scope="module")
def asked(simulated_lake: Path) -> CheckResult:
    """A few claims, answered by a simulated release."""
    text = """Almost 88 percent of families were ordered removed in absentia.

In Houston 12,000 people have final orders of removal.

About 44 percent of immigrants were ordered removed in absentia in fiscal year 2019.
Judges issued 140,000 removal orders.
"""
    return ask(text, Lake(simulated_lake).open_release())


def row_of(checked: CheckResult, number: float) -> CheckRow:
    return next(row for row in checked.rows if row.number == number)


def test_a_share_is_set_beside_every_method_and_the_simulated_ones_say_so(asked: CheckResult) -> None:
    row = row_of(asked, 88)
    assert row.verdict == "depends_on_method"
    assert row.answer.startswith("SIMULATED, would answer: M7b ")
    assert all(f"{method} " in row.answer for method in ("M7a", "M4", "M5i", "M5ii"))
    assert asked.meta["simulated"]


def test_numbers_of_an_answer_are_those_of_the_scope(asked: CheckResult) -> None:
    assert asked.scope is not None
    row = row_of(asked, 12_000)
    assert (row.city, row.verdict) == ("Houston", "upper_bound_only")
    assert f"{asked.scope.find_count('Houston').value:,} " in row.answer


def test_numbers_of_an_answer_are_those_of_the_measure_and_the_year(asked: CheckResult) -> None:
    assert asked.scope is not None
    answer = measure_release(
        asked.scope.release, measure_question("in_absentia", methods=["M1a", "M8"], by=["fiscal-year"])
    )
    row = row_of(asked, 44)
    assert row.period == "FY2019"
    of_the_year = [each for each in answer if each.period.removeprefix("FY") == "2019"]
    assert len(of_the_year) == 2
    for found in of_the_year:
        assert f"{found.method} {100 * found.value:.1f}% ({found.numerator:,} / {found.denominator:,})" in row.answer
    issued = measure_release(asked.scope.release, measure_question("orders_issued", methods=["orders_issued"]))
    assert f"orders issued {next(iter(issued)).value:,}" in row_of(asked, 140_000).answer


def test_without_a_lake_the_claims_stand_and_the_answer_says_what_is_missing() -> None:
    (row,) = one("There are 1.4 million people with final orders of removal.").rows
    assert row.answer.endswith("A lake is needed for the numbers: give --lake.")
    (row,) = one("There are 1.4 million people with final orders of removal.", lang="es").rows
    assert "hace falta un lago de datos" in row.answer


def test_a_text_of_another_time_is_not_answered_by_this_announcement() -> None:
    now = "In 2025 about 2,100 people got letters and 65 showed up for their hearings. Agents arrested 35 people."
    assert not [row for row in ask(now).rows if "own claim" in row.note or row.method == "operation file"]
    then = now.replace("2025", "2019")
    assert len([row for row in ask(then).rows if "own claim" in row.note or row.verdict == "supported"]) == 3


def test_a_cited_figure_supports_a_number_with_its_source() -> None:
    text = "About 2,100 people got letters and 65 showed up. The agency has 3,655 family detention beds."
    (row,) = (row for row in ask(text).rows if row.number == 3655)
    assert row.verdict == "supported"
    assert "kqed.org" in row.answer


def test_rows_have_the_columns_of_the_contract_in_every_form() -> None:
    checked = ask(marked((REPORTS / "08-ranges.txt").read_text(encoding="utf-8"))[0])
    assert ", ".join(CHECK_COLUMNS) == CONTRACT
    answer = json.loads(to_json(checked))
    assert set(answer) == {"meta", "rows"}
    assert all(", ".join(row) == CONTRACT for row in answer["rows"])
    lines = list(csv.DictReader(io.StringIO(to_csv(checked))))
    assert [line["text"] for line in lines] == [row.text for row in checked.rows]
    assert all(f"[{row.start}:{row.end}]" in to_table(checked) for row in checked.rows)
    assert {row.verdict for row in checked.rows} <= VERDICTS
    assert any("range 85 to 90" in row.note for row in checked.rows)


def test_what_the_rules_are_unsure_of_is_listed_as_unsure() -> None:
    rows = ask("Families ordered removed in absentia filed motions. Thousands of them never got a notice.").rows
    (row,) = (row for row in rows if row.number == 2000)
    assert row.certainty < 0.5
    assert "unsure" in row.note


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"PK\x03\x04\x00\x00 docx", "is no plain text"),
        (b"caf\xe9 on line one", "line 1: not UTF-8"),
        (b"a\n" * (MAX_REPORT_BYTES // 2 + 1), f"larger than {MAX_REPORT_BYTES:,} bytes"),
        (b"x" * 50_000_000, "larger than"),
        ((REPORTS / "15-espanol.txt").read_bytes(), "reads as Spanish; check reads reports in English"),
    ],
)
def test_what_cannot_be_a_report_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(FinalorderError, match=re.escape(said)) as caught:
        read_report(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["no-such-file.txt", "bad\x00name", "x" * 5000, "."])
def test_a_file_that_is_none_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(FinalorderError):
        read_report(name)


def test_the_command_reads_a_file_or_standard_input(tmp_path: Path) -> None:
    text = marked((REPORTS / "01-wire-raids-begin.txt").read_text(encoding="utf-8"))[0]
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    runner = CliRunner()
    from_file = runner.invoke(command, [str(path), "--format", "json"])
    from_stdin = runner.invoke(command, ["-", "--format", "json"], input=text)
    assert from_file.exit_code == from_stdin.exit_code == 0
    assert from_file.output == from_stdin.output
    for row in json.loads(from_file.output)["rows"]:
        assert row["text"] == text[row["start"] : row["end"]]


def test_the_nlp_library_is_imported_by_the_command_alone() -> None:
    lines = "import sys, finalorder.operations, finalorder.api, finalorder.cli.check; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_kind_of_claim_has_a_route_and_every_own_claim_is_there() -> None:
    kinds = {"count", "share", "date", "duration", "place", "group"}
    last = {
        kind: next(r for r in reversed(list_routes()) if kind in r.kinds and not r.topics and not r.units)
        for kind in kinds
    }
    assert all(not (route.words or route.without or route.cohorts) for route in last.values())
    assert {route.verdict for route in list_routes()} <= VERDICTS
    claims = {claim.id for claim in FAMILY.claims}
    named = {entry["claim"] for table in ("own", "group") for entry in load_vocabulary()[table]}
    assert named == claims


PIECES = (
    *("2,100", "65%", "one in five", "half", "between 85% and 90%", "FY2019", "\n", "\r\n", "\n\n", " ", "people"),
    *("families", "$3", "ordered removed in absentia", "Miami", "March", "Sunday", ".", "-", "—", "“", "(", ")", ":"),
    *(";", "two weeks", "ankle monitors", "a third", "thousands of", "hundred and", "1.5 million", "in", "of", "to"),
    *("•", "\u00a0", "missed a hearing", "detained", "turned 18"),
)


def texts() -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(PIECES), max_size=40)
    return st.text(max_size=300) | pieces.map(" ".join) | pieces.map("".join)


@settings(max_examples=120, deadline=None)
@given(texts())
@example("\x00")
@example("one")
@example("a")
@example("between 5 and")
@example("FY")
@example("9 " * 200)
@example("hundred " * 50)
def test_any_text_gives_rows_that_match_it_and_the_same_ones_again(text: str) -> None:
    rows = ask(text).rows
    for row in rows:
        assert row.text == text[row.start : row.end] != ""
        assert 0 <= row.certainty <= 1
        assert row.verdict in VERDICTS
        assert row.answer
    assert ask(text).rows == rows
