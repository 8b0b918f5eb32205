"""Every number on the page is a row of the data beside it, and what is hidden is a word."""

import csv
import json
import re
from pathlib import Path

import pytest

from finalorder.answers.rows import ANSWER_COLUMNS
from finalorder.briefs import IceFigures, write_brief
from finalorder.operations.claims import answer_claims
from support.brief_material import absences, curves, stand_in, what_if
from support.brief_pages import handled, json_rows, page_of, rows_of

FILES = ("scope", "measures", "capacity", "claims")


@pytest.fixture(scope="module", params=["en", "es"])
def brief(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("brief")
    scope = stand_in()
    write_brief(
        scope,
        answer_claims(scope),
        IceFigures(),
        out,
        command="x",
        lang=request.param,
        cities=["Miami", "Los Angeles"],
        counted=(*curves(), *absences(), *what_if()),
    )
    return out


def as_csv(value: object) -> str:
    """A JSON value as CSV has it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def format_row_number(row: dict[str, str], part: str) -> str:
    """How a number of a row is printed: shares as percentages, other numbers with thousands, differences as sizes."""
    number = abs(float(row[part])) if row["measure"].startswith("forecast_difference_") else float(row[part])
    forecast = row["measure"].startswith("forecast_")
    share = row["denominator"] not in ("", None) and part in ("value", "low", "high") and not forecast
    if share:
        return f"{100 * number:.1f}%"
    return f"{int(number):,}" if number.is_integer() else f"{number:,.1f}"


@pytest.mark.parametrize("name", ["index.html", "miami.html", "los-angeles.html"])
def test_every_number_of_a_table_or_sentence_is_what_its_row_says(brief: Path, name: str) -> None:
    rows = rows_of(brief)
    numbers = [element for element in handled(page_of(brief, name)) if element.name == "data"]
    assert len(numbers) > (900 if name == "index.html" else 120)
    for element in numbers:
        row, part = rows[element.attributes["data-row"]], element.attributes["data-part"]
        assert element.text == format_row_number(row, part)
        assert float(element.attributes["value"]) == float(row[part])


def test_every_number_links_to_its_row_and_every_table_to_its_method(brief: Path) -> None:
    for name in ("index.html", "miami.html"):
        page = page_of(brief, name)
        links = {link.attributes["href"] for link in page.named("a")}
        for element in handled(page):
            file, number = element.attributes["data-row"].split("/")
            if element.name == "data":
                assert f"data/index.html#{file}-{number}" in links
        methods = {link.rpartition("#method-")[2] for link in links if "#method-" in link}
        known = {
            e.attributes["id"] for e in page_of(brief).elements if e.attributes.get("id", "").startswith("method-")
        }
        assert {"standing_orders", "in_absentia_CI", "cited"} <= methods
        assert {f"method-{method}" for method in methods} <= known


def test_no_count_in_a_table_of_numbers_lacks_a_handle(brief: Path) -> None:
    text = (brief / "index.html").read_text(encoding="utf-8")
    for table in re.findall(r'<table id="[^"]*" class="numbers">.*?</table>', text, re.DOTALL):
        for cell in re.findall(r"<td(?: class=\"sum\")?>(.*?)</td>", table, re.DOTALL):
            bare = re.sub(r"<data .*?</data>|<span class=\"hidden\" data-row=.*?</span>", "", cell)
            assert not re.search(r"\d", re.sub(r"<[^>]*>", "", bare)), cell


def test_what_is_hidden_is_a_word_and_never_a_digit(brief: Path) -> None:
    rows = rows_of(brief)
    elements = list(handled(page_of(brief)))
    words = [e for e in elements if rows[e.attributes["data-row"]]["status"] == "hidden"]
    assert words
    for element in words:
        assert element.name == "span"
        assert element.text in {"hidden", "oculto"}
    shown = {e.attributes["data-row"] for e in elements if e.name == "data"}
    assert not {handle for handle in shown if rows[handle]["status"] == "hidden"}


def test_hidden_rows_are_empty_in_csv_and_null_in_json(brief: Path) -> None:
    hidden = [row for row in rows_of(brief).values() if row["status"] == "hidden"]
    assert hidden
    assert all(row[name] == "" for row in hidden for name in ("numerator", "denominator", "value", "low", "high"))
    also = [row for file in FILES for row in json_rows(brief, file) if row["status"] == "hidden"]
    assert len(also) == len(hidden)
    assert all(row[name] is None for row in also for name in ("numerator", "denominator", "value", "low", "high"))


def test_all_data_files_have_the_answer_columns_in_their_order(brief: Path) -> None:
    for file in FILES:
        with (brief / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            assert tuple(next(csv.reader(lines))) == ANSWER_COLUMNS
        assert all(tuple(row) == ANSWER_COLUMNS for row in json_rows(brief, file))


def test_csv_and_json_have_the_same_rows(brief: Path) -> None:
    rows = rows_of(brief)
    for file in FILES:
        for number, row in enumerate(json_rows(brief, file), 1):
            other = rows[f"{file}/{number}"]
            assert {name: as_csv(value) for name, value in row.items()} == other


def test_the_data_package_describes_every_file_with_its_columns(brief: Path) -> None:
    package = json.loads((brief / "data" / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    tidy = {"cities.csv", "labels.csv", "last_days.csv"}
    assert paths == tidy | {f"{file}.{kind}" for file in FILES for kind in ("csv", "json")}
    for resource in package["resources"]:
        assert resource["bytes"] == (brief / "data" / resource["path"]).stat().st_size
        if resource["format"] == "csv" and resource["path"] not in tidy:
            assert [field["name"] for field in resource["schema"]["fields"]] == list(ANSWER_COLUMNS)


def test_a_total_and_its_cities_stand_in_one_table(brief: Path) -> None:
    rows = rows_of(brief)
    text = (brief / "index.html").read_text(encoding="utf-8")
    table = re.search(r'<table id="table-scope".*?</table>', text, re.DOTALL)
    assert table is not None
    cities = {rows[handle]["city"] for handle in re.findall(r'data-row="([^"]+)"', table[0])}
    assert len(cities) == 11
    groups = {rows[handle]["cohort"] for handle in re.findall(r'data-row="([^"]+)"', table[0])}
    assert {"any_cohort", "all", "rocket_docket"} <= groups


def test_where_the_records_leave_a_count_open_both_bounds_are_printed(brief: Path) -> None:
    rows = rows_of(brief)
    open_rows = {h for h, r in rows.items() if r["low"] and r["high"] and r["low"] != r["high"] and not r["by_1"]
                 and r["measure"] == "standing_orders" and h.startswith("scope/")}  # fmt: skip
    printed_low = {e.attributes["data-row"] for e in handled(page_of(brief)) if e.attributes.get("data-part") == "low"}
    assert open_rows
    assert open_rows <= printed_low
