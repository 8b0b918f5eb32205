"""What is mostly hidden as a sentence: of a table whose levels are nearly all too small to show, those that are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finalorder.answers.rows import AnswerRow
from finalorder.words import Words

#: a table of fewer rows than this is short enough to be read as it is
MIN_FOLDED = 4


@dataclass(frozen=True, slots=True)
class FoldedRows:
    """The rows of an answer that are worth a line, and a sentence for each table of which most are hidden."""

    kept: tuple[AnswerRow, ...]
    sentences: tuple[str, ...]


def is_mostly_hidden(rows: Sequence[AnswerRow]) -> bool:
    """Whether more than half of some rows are hidden, and they are enough for a sentence to be shorter."""
    return len(rows) >= MIN_FOLDED and 2 * sum(row.status == "hidden" for row in rows) > len(rows)


def fold_hidden_rows(rows: Iterable[AnswerRow], words: Words) -> FoldedRows:
    """Leave out the hidden rows of every table of which more than half are hidden, and say so in a sentence each.

    A table is what has the same measure, method, group, day and splits. Nothing is lost: a row that is left out says
    "0 to 29", and every file of the answer has it.
    """
    tables: dict[tuple[str, ...], list[AnswerRow]] = {}
    for row in rows:
        tables.setdefault(_name_table(row), []).append(row)
    kept: list[AnswerRow] = []
    sentences = []
    for found in tables.values():
        if not is_mostly_hidden(found):
            kept += found
            continue
        shown = [row for row in found if row.status != "hidden"]
        kept += shown
        sentences.append(_say_hidden(found[0], len(found) - len(shown), len(found), words))
    return FoldedRows(tuple(kept), tuple(sentences))


def _name_table(row: AnswerRow) -> tuple[str, ...]:
    split = (row.by_1, row.by_2, "city" if row.city else "", "fiscal-year" if row.period else "")
    return row.measure, row.method, row.operation, row.cohort, row.as_of, row.release, row.order_class, *split


def _say_hidden(row: AnswerRow, hidden: int, listed: int, words: Words) -> str:
    """Say how many rows of a table are too small to show."""
    split = [("by", name) for name in (row.by_1, row.by_2) if name]
    split += [("column", name) for name in ("city", "period") if getattr(row, name)]
    groups = [words.find_word("level", name) for name in (row.cohort, row.order_class) if name]
    about = ", ".join([*groups, *(words.find_word(*each) for each in split)])
    return words.format_plain(
        "answer.mostly_hidden", what=row.method or row.measure, about=about, hidden=hidden, listed=listed
    )
