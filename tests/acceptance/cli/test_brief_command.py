"""finalorder brief from the command line: languages, cities, PDF, JSON."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from finalorder.cli.main import main
from support import chromium

OPERATION = "2019-06-family-operation"


def brief(lake: Path, out: Path, *more: str) -> str:
    answer = CliRunner().invoke(main, ["brief", OPERATION, "--lake", str(lake), "--out", str(out), *more])
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_two_languages_and_one_city(simulated_lake: Path, tmp_path: Path) -> None:
    told = brief(simulated_lake, tmp_path, "--lang", "en", "--lang", "es", "--city", "Los Angeles")
    pages = {path.name for path in tmp_path.glob("*.html")}
    assert pages == {"index.html", "index.es.html", "los-angeles.html", "los-angeles.es.html"}
    assert "open " in told
    text = (tmp_path / "los-angeles.es.html").read_text(encoding="utf-8")
    command = f"finalorder brief {OPERATION} --lake {simulated_lake} --out {tmp_path} --lang en --lang es --city"
    assert f"{command} &#39;Los Angeles&#39;" in text


def test_json_is_the_whole_brief(simulated_lake: Path, tmp_path: Path) -> None:
    whole = json.loads(brief(simulated_lake, tmp_path, "--json", "--city", "Denver"))
    assert whole["meta"]["stamps"] == ["SIMULATED"]
    assert whole["meta"]["operation"] == OPERATION
    for file in ("scope", "measures", "capacity", "claims"):
        kept = json.loads((tmp_path / "data" / f"{file}.json").read_text(encoding="utf-8"))
        assert whole[file] == kept["rows"]


def test_without_a_browser_the_pages_are_written_and_it_says_so(
    simulated_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finalorder.briefs.pdf.shutil.which", lambda _: None)
    told = brief(simulated_lake, tmp_path, "--pdf", "--city", "Denver")
    assert "No Chromium was found" in told
    assert (tmp_path / "denver.html").is_file()
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.browser
def test_each_page_is_printed(simulated_lake: Path, tmp_path: Path) -> None:
    if chromium.path() is None:
        pytest.skip("no Chromium on this machine; `make browser` installs it")
    brief(simulated_lake, tmp_path, "--pdf", "--city", "Denver")
    for name in ("index.pdf", "denver.pdf"):
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")


@pytest.mark.browser
def test_a_hand_out_is_two_letter_pages_in_both_languages(simulated_lake: Path, tmp_path: Path) -> None:
    if chromium.path() is None:
        pytest.skip("no Chromium on this machine; `make browser` installs it")
    brief(simulated_lake, tmp_path, "--handout", "--lang", "all", "--city", "Houston")
    printed = sorted(tmp_path.glob("*.pdf"))
    assert [path.name for path in printed] == [
        "houston-handout.es.pdf", "houston-handout.pdf", "index-handout.es.pdf", "index-handout.pdf"
    ]  # fmt: skip
    for path in printed:
        content = path.read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 2, path
        assert b"/MediaBox [0 0 612 792]" in content


def test_the_day_of_printing_and_the_address_stand_on_the_page(simulated_lake: Path, tmp_path: Path) -> None:
    brief(
        simulated_lake, tmp_path, "--city", "Denver", "--printed", "2026-11-28", "--address", "https://example.org/b/"
    )
    text = (tmp_path / "denver.html").read_text(encoding="utf-8")
    for words in ("twelve months to November 28, 2026", "https://example.org/b/", "Read on November 28, 2026."):
        assert words in text
    days = (tmp_path / "data" / "last_days.csv").read_text(encoding="utf-8").splitlines()
    assert days[1].startswith("2025-11-01")
    assert days[-1].startswith("2026-11-28,2027-05-27,")
