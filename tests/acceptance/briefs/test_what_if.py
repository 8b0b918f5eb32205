"""What a policy would change: two sentences on the index with intervals and the record; nothing without a forecast."""

import re
from pathlib import Path

import pytest

from finalorder.answers import AnswerRow, Shown
from finalorder.briefs import IceFigures, write_brief
from finalorder.operations import find_what_if
from support.brief_material import curves, stand_in, what_if


def write_pages(folder: Path, rows: tuple[AnswerRow, ...], lang: str = "en") -> dict[str, str]:
    """The text of each page, blanks as one."""
    files = write_brief(stand_in(), [], IceFigures(), folder, lang=lang, cities=["Miami"], counted=(*curves(), *rows))
    pages = {path.name: path.read_text(encoding="utf-8") for path in files if path.parent == folder}
    return {name: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)) for name, text in pages.items()}


def test_the_index_tells_it_in_two_sentences_with_the_record_in_both_languages(tmp_path: Path) -> None:
    pages = write_pages(tmp_path, what_if(), "all")
    said = "48,260 final orders of removal would stand in the country in July 2027 (80% interval 47,720 to 48,940)."
    assert said in pages["index.html"]
    assert "That is 860 fewer than if nothing were changed (80% interval 640 to 1,280 fewer)." in pages["index.html"]
    assert re.search(r"Of 5 such .*intervals of 3 held what came.*512.*816.*no evidence", pages["index.html"])
    assert "Son 860 menos que si no cambiara nada (intervalo de 80%: de 640 a 1,280 menos)." in pages["index.es.html"]
    assert "would stand" not in pages["miami.html"]


def test_a_difference_that_may_go_either_way_keeps_its_signs(tmp_path: Path) -> None:
    pages = write_pages(tmp_path, what_if(change=(-20, -160, 120)))
    assert "a difference of -20, and it may be either way (80% interval -160 to 120)." in pages["index.html"]


@pytest.mark.parametrize(
    ("change", "way"), [((400, 200, 700), "more"), ((-20, -160, 120), "unclear"), ((0, 0, 0), "same")], ids=str
)
def test_a_difference_says_which_way_it_goes(change: tuple[int, int, int], way: str) -> None:
    found = find_what_if(Shown.seal_rows(what_if(change=change)))
    assert found is not None
    assert found.way == way


def test_without_a_forecast_or_with_a_hidden_number_there_is_nothing_to_tell() -> None:
    hidden = what_if()[0]._replace(numerator=None, value=None, low=None, high=None, status="hidden")
    for rows in ((), (hidden, *what_if()[1:]), what_if()[:2]):
        assert find_what_if(Shown.seal_rows(rows)) is None
