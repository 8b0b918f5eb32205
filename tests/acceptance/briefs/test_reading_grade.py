"""The English of a page can be read by somebody who left school after grade 9 (Flesch and Kincaid)."""

import re
from pathlib import Path

import pytest

from finalorder.briefs import IceFigures, write_brief
from finalorder.operations.claims import answer_claims
from support.brief_material import absences, curves, stand_in, what_if
from support.brief_pages import Element, page_of

#: what holds sentences of the package; what others said and where they said it is theirs
READ = {"p", "li", "figcaption"}
NOT_OURS = {"said", "quote", "who", "why", "sources", "rules"}


def count_syllables(word: str) -> int:
    found = re.findall(r"[aeiouy]+", re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower()))
    return max(1, len(found))


def compute_grade(sentences: list[str]) -> float:
    words = [re.findall(r"[A-Za-z']+", sentence) for sentence in sentences]
    number = sum(map(len, words))
    syllables = sum(count_syllables(word) for each in words for word in each)
    return 0.39 * number / len(sentences) + 11.8 * syllables / number - 15.59


def split_sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if len(each.split()) > 3]


def is_ours(element: Element) -> bool:
    """Whether the package wrote a text, and not a person whom it quotes, the law or an operation's file."""
    quoted = set(element.attributes.get("class", "").split()) & NOT_OURS
    return not quoted and not set(element.inside) & {"svg", "table", "dd"}


def list_sentences(folder: Path, name: str) -> list[str]:
    page = page_of(folder, name)
    ours = [e.text for e in page.elements if e.name in READ and is_ours(e)]
    return [sentence for text in ours for sentence in split_sentences(text)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out, scope = tmp_path_factory.mktemp("grade"), stand_in()
    counted = (*curves(), *absences(), *what_if())
    write_brief(scope, answer_claims(scope), IceFigures(), out, cities=["Miami"], counted=counted, handout=True)
    return out


@pytest.mark.parametrize("name", ["index.html", "miami.html", "miami-handout.html"])
def test_a_page_is_written_for_grade_nine(folder: Path, name: str) -> None:
    sentences = list_sentences(folder, name)
    assert len(sentences) > 15
    assert compute_grade(sentences) <= 9


def test_the_measure_finds_a_sentence_that_is_too_hard() -> None:
    hard = "Notwithstanding administrative finality, rescission predicated upon insufficient notification is available."
    assert compute_grade([hard]) > 15
    assert compute_grade(["Call the court today.", "Ask a lawyer what to do next."]) < 5
