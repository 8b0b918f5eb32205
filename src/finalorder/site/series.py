"""A measure through the fiscal years: the lines of a chart, and the table of years by method."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow, is_mostly_hidden
from finalorder.measures import Method
from finalorder.words import Words

#: what a table of years begins with; the file beside it has every year
YEARS_SHOWN = 15
MAX_LINES = 6
#: how a level of follow-up ends
HORIZON = " days"


@dataclass(frozen=True, slots=True)
class Line:
    """A method, or one part of it, through the years: its label, and its row by fiscal year."""

    method: str
    label: str
    rows: dict[str, AnswerRow]

    @property
    def has_numbers(self) -> bool:
        """Whether any year has a number."""
        return any(row.value is not None for row in self.rows.values())


def list_lines(method: Method, rows: Sequence[AnswerRow], words: Words) -> list[Line]:
    """List the lines of a method: one, or one for each of its parts."""
    parts: dict[tuple[str, str, str], dict[str, AnswerRow]] = {}
    for row in rows:
        parts.setdefault((row.order_class, row.level_1, row.level_2), {})[row.period] = row
    return [Line(method.id, label_line(method, part, words), by_year) for part, by_year in parts.items()]


def label_line(method: Method, part: Iterable[str], words: Words) -> str:
    """Label a line by its method, and by its part if it is one of several."""
    named = [_name_level(level, words) for level in part if level]
    return ": ".join([words.find_word("site.label", method.id).replace("_", " "), *named[-1:]])


def _name_level(level: str, words: Words) -> str:
    if level.endswith(HORIZON):
        return words.translate_name("horizon", level)
    return words.find_word("level", level).replace("_", " ")


def list_years(lines: Iterable[Line]) -> list[str]:
    """List the years of which any line has a number, the latest first."""
    years = {year for line in lines for year, row in line.rows.items() if row.value is not None}
    return sorted(years, reverse=True)[:YEARS_SHOWN]


def fold_lines(lines: Iterable[Line], years: Sequence[str]) -> tuple[list[Line], list[str]]:
    """Split the columns of a table of years: lines to show, and the labels of those hidden in most of the years."""
    found = [(line, is_mostly_hidden([line.rows[year] for year in years if year in line.rows])) for line in lines]
    return [line for line, is_folded in found if not is_folded], [line.label for line, is_folded in found if is_folded]


def choose_lines(lines: Sequence[Line]) -> list[Line]:
    """Choose the lines that a picture can hold: those with numbers, in the order of the methods."""
    return [line for line in lines if line.has_numbers][:MAX_LINES]
