"""A table of which most rows are hidden is a sentence in the terminal, and whole in every file."""

import pytest

from finalorder.answers import Shown, fold_hidden_rows, formats, to_csv
from finalorder.words import load_words
from support.published_tables import count, through


def ask(*numbers: int, **columns: object) -> Shown:
    return through([count(n, by_1="nationality", level_1=f"N{at}", **columns) for at, n in enumerate(numbers)])


def test_most_rows_hidden_are_one_sentence() -> None:
    folded = fold_hidden_rows(ask(40, 3, 0, 29, 7), load_words("en"))
    assert [row.level_1 for row in folded.kept] == ["N0"]
    assert folded.sentences == ("standing, nationality: 4 of 5 are below 30 (0–29) and not listed here",)


def test_the_sentence_is_in_the_language_asked() -> None:
    (sentence,) = fold_hidden_rows(ask(40, 3, 0, 29, 7, order_class="removal"), load_words("es")).sentences
    assert sentence == "standing, deportación, nacionalidad: 4 de 5 son menos de 30 (0–29) y no se listan aquí"


@pytest.mark.parametrize("numbers", [(3, 4, 5), (40, 50, 3, 4), (40, 50, 60, 3, 4)])
def test_a_short_table_and_one_that_is_mostly_shown_stay(numbers: tuple[int, ...]) -> None:
    shown = ask(*numbers)
    folded = fold_hidden_rows(shown, load_words("en"))
    assert (folded.kept, folded.sentences) == (shown.rows, ())


def test_tables_are_folded_one_by_one() -> None:
    rows = [*ask(1, 2, 3, 4, 500, city="Denver"), *ask(100, 200, 300, 400, 5, cohort="in_absentia")]
    folded = fold_hidden_rows(rows, load_words("en"))
    assert len(folded.kept) == 1 + 5
    assert len(folded.sentences) == 1
    assert "city" in folded.sentences[0]


def test_the_terminal_has_the_sentence_and_the_file_every_row() -> None:
    shown = ask(40, 3, 0, 29, 7)
    text = formats.to_text(shown)
    assert "4 of 5 are below 30" in text
    assert "N3" not in text
    assert "N3" in to_csv(shown)
