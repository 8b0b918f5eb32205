"""The command `finalorder fetch`: its words, its JSON, its progress."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from finalorder.cli import fetch as command
from finalorder.cli.fetch import fetch
from finalorder.errors import FinalorderError
from support.fetch_server import Court, Fault, serving, small_release

RELEASE = small_release()


@pytest.fixture
def court() -> Iterator[Court]:
    """A court that holds the April release."""
    with serving(Court(RELEASE)) as held:
        yield held


def ran(*words: str) -> Result:
    """The command, run."""
    return CliRunner().invoke(fetch, list(words))


def test_one_line_says_what_came_and_where_it_lies(court: Court, tmp_path: Path) -> None:
    result = ran("--url", court.url, "--to", str(tmp_path))
    assert result.exit_code == 0, result.output
    path = tmp_path / "2026-04" / "EOIR Case Data.zip"
    size = re.escape(f"{len(RELEASE) / 1e6:,.1f} MB")
    pattern = rf"2026-04: {size}, 5 members, checksums agree; received {size} in \d+ s \([\d.]+ MB/s\) -> {path}\n"
    assert re.fullmatch(pattern, result.output)


def test_a_second_run_says_that_nothing_is_new(court: Court, tmp_path: Path) -> None:
    ran("--url", court.url, "--to", str(tmp_path))
    result = ran("--url", court.url, "--to", str(tmp_path))
    assert result.output.startswith("2026-04: nothing new; ")
    assert result.output.count("\n") == 1


def test_json_holds_the_same_as_facts(court: Court, tmp_path: Path) -> None:
    result = ran("--url", court.url, "--to", str(tmp_path), "--tables", "proceedings,cases", "--no-check", "--json")
    facts = json.loads(result.output)
    path = tmp_path / "2026-04" / "EOIR Case Data cases+proceedings.zip"
    assert facts.pop("seconds") >= 0
    assert 0 < facts.pop("received") < facts["bytes"] < len(RELEASE)
    assert facts == {
        "status": "fetched",
        "release": "2026-04",
        "path": str(path),
        "bytes": path.stat().st_size,
        "members": 3,
        "checked": "directory",
        "tables": ["cases", "proceedings"],
        "url": court.url,
        "etag": '"one"',
        "last_modified": court.modified,
    }


def test_a_problem_goes_up_as_one(court: Court, tmp_path: Path) -> None:
    court.always = Fault(status=404)
    result = ran("--url", court.url, "--to", str(tmp_path))
    assert isinstance(result.exception, FinalorderError)


def test_on_a_terminal_a_bar_tells_amount_rate_and_time_left(
    court: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            return written.append(text) or len(text)

        def flush(self) -> None: ...

    written: list[str] = []
    monkeypatch.setattr("sys.stderr", Terminal())
    with command._show_fetch_progress(quiet=False) as watch:
        watch.on_start("EOIR Case Data.zip", 10, 1_000_000)
        watch.on_progress(500_000)
        watch.on_retry("the server answers 503", 4)
        watch.on_progress(1_000_000)
        watch.on_check_start(5)
        watch.on_check_progress(5)
    shown = "".join(written)
    assert "checking" in shown
    assert re.search(r"\d+/\d+ bytes|MB", shown)


def test_help_names_every_option() -> None:
    with click.Context(fetch) as context:
        text = fetch.get_help(context)
    for option in ("--url", "--to", "--tables", "--no-check", "--json"):
        assert option in text
