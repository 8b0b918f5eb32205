"""With ``--lang es`` a command speaks Spanish throughout: no sentence of its English answer is left in it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from finalorder.cli.main import main
from finalorder.words.catalog import load_messages
from support import ice_files

OPERATION = "2019-06-family-operation"
COMMANDS = {
    "scope": ("scope", OPERATION),
    "scope-csv-columns": ("scope", OPERATION, "--disclosure", "none"),
    "measure": ("measure", "in_absentia", "--by", "fiscal-year"),
    "measure-appearance": ("measure", "appearance"),
    "measure-days": ("measure", "days_to_decision"),
    "measure-standing": ("measure", "orders_standing", "--by", "custody"),
    "cohorts-flow": ("cohorts", "--flow"),
    "verify": ("verify",),
    "compare": ("compare", "ddp"),
}
DEADLINES = (
    ("--ordered", "2019-06-21", "--in-absentia"),
    ("--ordered", "2019-06-21", "--as-of", "2019-07-01"),
    ("--ordered", "1995-06-21", "--in-absentia", "--case-type", "DEP"),
)
#: four words in small letters, one after the other, are a sentence and not a name
SENTENCE = re.compile(r"\b[a-z]+(?: [a-z]+){3,}")
#: what is quoted as its source has it, and names of documents
QUOTED = re.compile(r"EOIR Case Data[^\n]*|\[[A-Z]-?\d*\][^\n]*|\w+\.xlsx[^\n]*|^ {2}\S+\.xlsx.*$", re.MULTILINE)


def say(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def find_english(speak: Callable[[str], str]) -> list[str]:
    """The sentences of the English answer that stand in the Spanish one, and English messages of the catalog."""
    english, spanish = (QUOTED.sub("", speak(lang)) for lang in ("en", "es"))
    assert english != spanish
    left = [text for text in SENTENCE.findall(english) if text in spanish]
    messages = [message.one for message in load_messages().values() if SENTENCE.search(message.one)]
    return left + [text for text in messages if "{" not in text and text in spanish]


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_an_answer_in_spanish_has_no_english_sentence(simulated_lake: Path, words: tuple[str, ...]) -> None:
    assert find_english(lambda lang: say(*words, "--lake", simulated_lake, "--lang", lang)) == []


@pytest.mark.parametrize("words", DEADLINES, ids=" ".join)
def test_deadlines_in_spanish_have_no_english_sentence(words: tuple[str, ...]) -> None:
    assert find_english(lambda lang: say("deadlines", *words, "--lang", lang)) == []


@pytest.mark.parametrize("words", [("cohorts",), ("methods",)], ids=" ".join)
def test_lists_in_spanish_have_no_english_sentence(words: tuple[str, ...]) -> None:
    assert find_english(lambda lang: say(*words, "--lang", lang)) == []


@pytest.mark.parametrize("subject", ["monitoring", "family_detention", "agencies", "removals", "book_ins", "area"])
@pytest.mark.parametrize("day", ["2019-06-23", "2019-12-01"])
def test_figures_of_ice_in_spanish_have_no_english_sentence(tmp_path: Path, subject: str, day: str) -> None:
    lake = tmp_path / "lake"
    police = ice_files.agencies(
        ("TEXAS", "Fort Bend County Constable", "County", "FORT BEND", "Task Force Model", "2019-03-01")
    )
    files = [
        ice_files.write(tmp_path / "FY19.xlsx", ice_files.fy19()),
        ice_files.write(tmp_path / "list.xlsx", police, "2019-07-01"),
    ]
    say("ice", "add", *files, "--lake", lake)
    asked = ("ice", "show", subject, "--city", "Houston", "--as-of", day, "--lake", lake, "--lang")
    assert find_english(lambda lang: say(*asked, lang)) == []
