"""The page of a forecast: fans, the record beside each, what would change it most, in both languages."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from finalorder.cli.main import main
from finalorder.words.catalog import load_messages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page")
    result = CliRunner().invoke(main, ["forecast", "--until", "2029", "--page", str(out)])
    assert result.exit_code == 0, (result.output, result.exception)
    return out


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_both_languages_and_the_rows_are_written(folder: Path) -> None:
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "data/forecast.csv",
        "data/record.csv",
        "data/scenarios.csv",
        "index.es.html",
        "index.html",
    ]


def test_the_record_stands_in_the_section_of_its_fan(folder: Path) -> None:
    sections = re.findall(r"<section.*?</section>", read(folder, "index.html"), flags=re.DOTALL)
    pending = next(text for text in sections if 'id="pending-title"' in text)
    assert "<svg" in pending
    assert "99,412" in pending
    assert "14 / 17" in pending
    assert "CRS arithmetic" in pending


def test_what_would_change_it_most_comes_first_in_its_table(folder: Path) -> None:
    page = read(folder, "index.html")
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>[^<]*<span class="bounds">', page)
    assert rows[0] in page.split("this changes the number of pending cases most: ")[1][:60]
    assert set(rows) == {"Twice the receipts", "Half the receipts", "The hiring plan of 2025"}


def test_every_figure_that_it_rests_on_is_cited_on_the_page(folder: Path) -> None:
    rests = read(folder, "index.html").split('id="rests-title"')[1]
    assert rests.count("http") >= 6


def test_the_spanish_page_has_no_english_sentence(folder: Path) -> None:
    spanish = re.sub(r"<style.*?</style>|<footer.*", "", read(folder, "index.es.html"), flags=re.DOTALL)
    english = [m.one for name, m in load_messages().items() if name.startswith("forecast.") and m.one.count(" ") > 3]
    assert english
    assert [text for text in english if "{" not in text and text in spanish] == []
    assert 'lang="es"' in spanish


def test_a_page_of_one_scenario_is_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["forecast", "--until", "2029", "--scenario", "half", "--page", str(tmp_path)])
    assert "leave out --scenario" in str(result.exception)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["forecast", "--until", "2029", "--page", str(tmp_path)])
    assert "cannot write to" in str(result.exception)


def test_a_policy_needs_a_lake() -> None:
    result = CliRunner().invoke(main, ["forecast", "--until", "2029", "--scenario", "lawyers"])
    assert "name a lake with --lake" in str(result.exception)
