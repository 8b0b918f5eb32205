"""Reports are read as a reader would: their claims are found, in both languages, and little that is none."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finalorder.answers import Condition
from finalorder.cli.check import check as command
from finalorder.cohorts import CustomCohort
from finalorder.errors import InputError
from finalorder.operations import load_operation
from finalorder.reports import (
    CHECK_COLUMNS,
    CheckResult,
    CheckSettings,
    check_report,
    read_report,
    to_csv,
    to_json,
    to_table,
)
from finalorder.reports.report_text import MAX_REPORT_BYTES
from support.marked_reports import NUMBER_KINDS, Score, list_reports, read_marked

FAMILY = load_operation("2019-06-family-operation")
VERDICTS = {
    "supported", "contradicted", "depends_on_method", "upper_bound_only", "cannot_narrow", "not_in_records",
}  # fmt: skip
CONTRACT = (
    "start, end, text, kind, number, unit, city, cohort, period, certainty, verdict, method, answer, note, place, "
    "from_day, to_day, question"
)


def ask(text: str, lang: str = "auto") -> CheckResult:
    return check_report(text, FAMILY, None, CheckSettings(lang=lang))


def score(half: str, prefix: str = "") -> Score:
    total = Score()
    for path in list_reports(half, prefix):
        text, expected = read_marked(path)
        total.add(text, expected, ask(text).rows)
    return total


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_texts_that_the_grammar_was_made_with_are_read(language: str) -> None:
    seen = score("seen", language)
    assert seen.marked > 40
    assert seen.recall >= 0.95, seen.told
    assert seen.precision >= 0.95, seen.told
    assert seen.wrong_fields <= 0.05 * seen.fields, seen.told


@pytest.mark.parametrize(("language", "least"), [("en", 140), ("es", 75)])
def test_texts_that_were_never_looked_at_are_read_nearly_as_well(language: str, least: int) -> None:
    unseen = score("unseen", language)
    assert unseen.marked >= least
    assert unseen.recall >= 0.85
    assert unseen.precision >= 0.88


def count_by_certainty(half: str, low: float, high: float) -> tuple[int, int]:
    """The rows between two certainties, and how many of them are marked claims."""
    rows, right = 0, 0
    for path in list_reports(half):
        text, expected = read_marked(path)
        left = list(expected)
        for row in (each for each in ask(text).rows if each.kind in NUMBER_KINDS):
            met = next((claim for claim in left if claim.is_met_by(row)), None)
            left = [claim for claim in left if claim is not met]
            if low <= row.certainty < high:
                rows, right = rows + 1, right + (met is not None)
    return rows, right


@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_of_ten_rows_that_are_seven_tenths_sure_seven_or_more_are_claims(half: str) -> None:
    for low, high, least in ((0.6, 0.8, 0.65), (0.8, 0.9, 0.7), (0.9, 1.0, 0.85)):
        rows, right = count_by_certainty(half, low, high)
        assert rows > 10
        assert right >= least * rows, (low, rows, right)


@pytest.mark.parametrize("path", list_reports("seen"), ids=lambda path: path.stem)
def test_line_ends_quotation_marks_and_blanks_change_nothing(path: Path) -> None:
    text = read_marked(path)[0]
    curly = re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")
    dressed = "\ufeff" + curly.replace("\n", "\r\n").replace(" people", "\u00a0people").replace(
        " percent", "\u00a0percent"
    )
    plain = [(row.kind, row.number, row.unit, row.city, row.cohort) for row in ask(text).rows]
    rows = ask(dressed).rows
    assert [(row.kind, row.number, row.unit, row.city, row.cohort) for row in rows] == plain
    assert all(row.text == dressed[row.start : row.end] for row in rows)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("Agents plan to arrest 2\u2009100 people with final removal orders.", 2100, "people"),
        ("In Miami, 5\u202f432 people have final orders.", 5432, "people"),
        ("~90% of families failed to appear in court.", 90, "percent"),
        ("½ of all removal orders were issued in absentia.", 50, "percent"),
        ("1/2 of all removal orders were issued in absentia.", 50, "percent"),
        ("1½ million people have final removal orders.", 1_500_000, "people"),
        ("1 1/2 million people have final removal orders.", 1_500_000, "people"),
        ("\u202b2,100 people with final removal orders\u202c will be arrested.", 2100, "people"),
        ("２，１００ people with final removal orders will be arrested.", 2100, "people"),
        ("About 2\u200b,100 people with final removal orders will be arrested.", 2100, "people"),
        ("About 2&#44;100 people with final removal orders will be arrested.", 2100, "people"),
        ("| Court | Removal orders |\n|---|---|\n| Chicago | 17,004 |\n", 17_004, "orders"),
        ("Unas 12 mil 450 personas recibieron una orden de deportación.", 12_450, "people"),
        ("El 31,5 % de las órdenes de deportación se dictó en ausencia.", 31.5, "percent"),
        ("Uno de cada cinco inmigrantes con orden final tenía abogado.", 20, "percent"),
        ("Eight times out of ten, the removal order is made in absentia.", 80, "percent"),
        ("One client in 20 missed a hearing in immigration court.", 5, "percent"),
        ("ICE held 61,226 people on Sunday.", 61_226, "people"),
        ("The agency took 1,204 people into custody.", 1204, "people"),
        ("Some 22,000 Venezuelans have a final order of removal.", 22_000, "people"),
        ("Courts have a backlog of 3.6 million pending cases.", 3_600_000, "cases"),
        ("Every second removal order was made in absentia.", 50, "percent"),
        ("Detainees stay 44 days on average.", 44, "days"),
        ("The jail honored 162 detainers.", 162, "detainers"),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, number: float, unit: str) -> None:
    (row,) = (row for row in ask(text).rows if row.number is not None)
    assert (row.number, row.unit) == (number, unit)
    assert row.text == text[row.start : row.end]


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("In absentia orders rose 40 percent.", 40, "percent"),
        ("The backlog of pending cases nearly tripled.", 3, "times"),
        ("Arrests by ICE saw a 61 percent increase.", 61, "percent"),
        ("Las órdenes de deportación fueron el doble que un año antes.", 2, "times"),
    ],
)
def test_a_change_is_a_claim_of_its_own(text: str, number: float, unit: str) -> None:
    (row,) = ask(text).rows
    assert (row.kind, row.number, row.unit) == ("change", number, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Call the immigration court's hotline at 1-800-898-7180, extension 12.",
        "The removal order was appealed under 8 CFR 1003.38 and 8 U.S.C. 1229a.",
        "The immigration judge, who is 61, has served for 19 years.",
        "The council voted 7-4 to fund removal defense with $350,000.",
        "La jueza de inmigración, de 61 años, lleva 22 años en el tribunal.",
        "El tribunal de inmigración está en la calle Flagler número 333.",
        "In a poll of 1,200 voters, 54 percent backed the removal orders.",
    ],
)
def test_a_number_with_a_reason_to_be_none_is_none(text: str) -> None:
    assert [row for row in ask(text).rows if row.number is not None] == []


def test_a_text_of_another_field_has_no_claims() -> None:
    assert ask("The bakery sold 1,200 loaves in 3 days, 40 percent more than in May.").rows == ()


def test_the_real_report_gives_every_checkable_number_and_nothing_that_is_none(shared: Path) -> None:
    text = (shared / "data" / "news" / "2019-06-21-announced-operation.txt").read_text(encoding="utf-8")
    rows = ask(text).rows
    numbers = [(row.number, row.unit) for row in rows if row.number is not None]
    assert numbers == [(1_000_000, "people"), (2100, "people"), (65, "people")]
    assert {row.city for row in rows if row.kind == "place"} == set(FAMILY.cities)
    assert {row.cohort for row in rows if row.cohort} >= set(FAMILY.cohorts)
    assert [row.verdict for row in rows if "federal judges" in row.text] == ["contradicted"]
    own = {match[1] for row in rows if (match := re.search(r"own claim ([a-z0-9-]+)", row.note))}
    assert {"million-at-large", "letters-sent", "letters-who-came", "orders-by-federal-judges"} <= own


def test_a_text_of_another_time_is_not_answered_by_this_announcement() -> None:
    now = "In 2025 about 2,100 people got letters and 65 showed up for their hearings. Agents arrested 35 people."
    assert not [row for row in ask(now).rows if "own claim" in row.note or row.method == "operation file"]
    then = now.replace("2025", "2019")
    assert len([row for row in ask(then).rows if "own claim" in row.note]) == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ICE will look for people from Somalia, the agency said.", "people from Somalia"),
        ("ICE buscará a personas de Somalia, dijo la agencia.", "personas de Somalia"),
        ("ICE will look for people from Sudan, the agency said.", ""),
    ],
)
def test_a_group_of_the_operations_own_file_is_known_by_the_words_of_the_file(text: str, named: str) -> None:
    somali = CustomCohort(
        "somali", "People from Somalia", "Personas de Somalia", "Cases with it.", "Casos así.",
        Condition({"nationality": ("SO",)}),
    )  # fmt: skip
    operation = replace(FAMILY, own_cohorts=(somali,), cohorts=("somali",))
    rows = check_report(text, operation).rows
    assert [row.text for row in rows if row.cohort == "somali"] == [named] * bool(named)


def test_rows_have_the_columns_of_the_contract_in_every_form() -> None:
    checked = ask("Between 85 and 90 percent of removal orders were made in absentia in FY2019, in Miami 12%.")
    assert ", ".join(CHECK_COLUMNS) == CONTRACT
    answer = json.loads(to_json(checked))
    assert set(answer) == {"meta", "rows"}
    assert all(", ".join(row) == CONTRACT for row in answer["rows"])
    lines = list(csv.DictReader(io.StringIO(to_csv(checked))))
    assert [line["text"] for line in lines] == [row.text for row in checked.rows]
    assert {row.verdict for row in checked.rows} <= VERDICTS
    assert any("range 85 to 90" in row.note for row in checked.rows)
    assert (checked.rows[0].from_day, checked.rows[0].to_day) == ("2018-10-01", "2019-09-30")


def test_the_table_has_the_line_of_each_claim_and_what_is_judged_first() -> None:
    text = "ICE arrested 300 people.\n\nYou have 90 days to ask the court to rescind an order made in your absence.\n"
    lines = to_table(ask(text)).splitlines()
    firsts = [line.split()[0] for line in lines if line[:1].isdigit() and "found" not in line]
    assert firsts == ["3", "1"]


def test_no_cell_of_the_table_for_spreadsheets_is_a_formula() -> None:
    text = "=2,100 people have final removal orders. +44 percent of removal orders were made in absentia."
    for line in csv.reader(io.StringIO(to_csv(ask(text)))):
        assert not [cell for cell in line if cell[:1] in set("=+@")]


def test_answers_are_in_the_language_of_the_text_or_the_one_asked() -> None:
    spanish = "En Miami, 4.812 órdenes de deportación se dictaron en el año fiscal 2025."
    assert "hace falta un lago de datos" in ask(spanish).rows[0].answer
    assert "A lake is needed" in ask(spanish, "en").rows[0].answer
    with pytest.raises(InputError):
        ask(spanish, "fr")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"PK\x03\x04\x00\x00 docx", "is not plain text"),
        (b"caf\xe9 on line one", "line 1: not UTF-8"),
        (b"a\n" * (MAX_REPORT_BYTES // 2 + 1), f"larger than {MAX_REPORT_BYTES:,} bytes"),
    ],
)
def test_what_cannot_be_a_report_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read_report(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["no-such-file.txt", "bad\x00name", "x" * 5000, "."])
def test_a_file_that_is_none_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(InputError):
        read_report(name)


def test_the_command_reads_a_file_or_standard_input_and_marks_the_text_up(tmp_path: Path) -> None:
    text = read_marked(list_reports("seen", "en-01")[0])[0]
    path, page = tmp_path / "report.txt", tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    runner = CliRunner()
    from_file = runner.invoke(command, [str(path), "--format", "json", "--html", str(page)])
    from_stdin = runner.invoke(command, ["-", "--format", "json"], input=text)
    assert from_file.exit_code == from_stdin.exit_code == 0
    assert from_file.output == from_stdin.output
    for row in json.loads(from_file.output)["rows"]:
        assert row["text"] == text[row["start"] : row["end"]]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", ["en-01", "es-15"])
def test_the_marked_up_page_holds_the_text_each_claim_and_no_script(name: str, tmp_path: Path) -> None:
    from finalorder.reports import write_markup

    text = read_marked(list_reports("seen", name)[0])[0] + "<script>alert(1)</script>"
    checked = ask(text)
    write_markup(checked, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f'<html lang="{name[:2]}">' in page
    assert "<script" not in page
    assert page.count('<div class="note ') == page.count("<li>") == len(checked.rows)
    assert all(f'href="#c{number}"' in page for number in range(1, len(checked.rows) + 1))


def test_a_page_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    from finalorder.reports import write_markup

    with pytest.raises(InputError, match="cannot write"):
        write_markup(ask("ICE arrested 300 people."), tmp_path / "nowhere" / "page.html")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_device_or_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    from finalorder.reports import write_markup

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_markup(ask("ICE arrested 300 people."), pipe)
        assert os.read(reader, 15) == b"<!DOCTYPE html>"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_no_language_library_is_loaded() -> None:
    lines = (
        "import sys; from finalorder.reports import check_report; from finalorder.operations import load_operation;"
        "check_report('ICE arrested 300 people.', load_operation('2019-06-family-operation'));"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


PIECES = (
    *("2,100", "65%", "one in five", "half", "between 85% and 90%", "FY2019", "\n", "\r\n", "\n\n", " ", "people"),
    *("families", "$3", "ordered removed in absentia", "Miami", "March", "Sunday", ".", "-", "—", "“", "(", ")", ":"),
    *(";", "two weeks", "ankle monitors", "a third", "thousands of", "hundred and", "1.5 million", "in", "of", "to"),
    *(
        "•",
        "\u00a0",
        "missed a hearing",
        "detained",
        "turned 18",
        "mil",
        "uno de cada",
        "órdenes",
        "el doble",
        "\t",
        "½",
    ),
)


def texts() -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(PIECES), max_size=40)
    return st.text(max_size=300) | pieces.map(" ".join) | pieces.map("".join)


@settings(max_examples=120, deadline=None)
@given(texts())
@example("1,2,3,4,5,6 orders of removal " * 10)
@example("\u2009".join("123456789") + " removal orders")
@example("one in one in one in absentia 1/0 0/2 %%")
@example("removal order 2026-13-45 13/45/2026 February 31, 2025 FY20")
def test_any_text_is_read_to_rows_that_hold(text: str) -> None:
    rows = ask(text).rows
    for row in rows:
        assert row.text == text[row.start : row.end] != ""
        assert 0 <= row.certainty <= 1
        assert row.verdict in VERDICTS
        assert row.answer
    assert ask(text).rows == rows
