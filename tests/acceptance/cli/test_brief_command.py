"""finalorder brief from the command line: languages, cities, PDF, JSON."""

import json
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
