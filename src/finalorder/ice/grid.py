"""A sheet as a grid of cells, and how its labels are compared.

Row and column numbers start at 0; cells are named as in the spreadsheet ("B12").
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar

from finalorder.ice.date_text import parse_day

Cell = str | float | int | bool | date | datetime | None
SPACES = re.compile(r"\s+")
NOT_LABEL_CHARACTER = re.compile(r"[^0-9a-z#%]+")
BLANK_MARKS = {"", "n/a", "na", "n.a.", "n / a", "#n/a", "#na", "-", "--", "---", "–", "—", "*", "**", "***", "none"}
T = TypeVar("T")


def clean_text(cell: object) -> str:
    """Clean the text of a cell, trimmed, with single spaces and straight quotes; empty for an empty cell."""
    return "" if cell is None else _clean_text_cached(str(cell))


def normalize_label(cell: object) -> str:
    """Return what two spellings of one label share: lower case, letters and digits (and # and %) only."""
    return "" if cell is None else _normalize_label_cached(str(cell))


@lru_cache(maxsize=1 << 16)
def _clean_text_cached(text: str) -> str:
    return SPACES.sub(" ", text.replace("\u2019", "'").replace("\u2018", "'").replace("\xa0", " ")).strip()


@lru_cache(maxsize=1 << 16)
def _normalize_label_cached(text: str) -> str:
    return NOT_LABEL_CHARACTER.sub("", _clean_text_cached(text).lower())


def generate_spellings(cell: object) -> Iterator[str]:
    """Generate the keys under which a label may be known: its own,
    then without the year it names or the mark of a footnote.

    ``FY27 Overall`` is known as ``FY Overall``, ``Atlanta2`` as ``Atlanta``, the date 1 October 2026 as ``Oct``.
    """
    if day := cell if isinstance(cell, date) else parse_day(cell) if isinstance(cell, str) else None:
        yield day.strftime("%b").lower()
    own = normalize_label(cell)
    yield own
    yield normalize_label(re.sub(r"FY ?\d{2,4}", "FY", clean_text(cell), flags=re.IGNORECASE))
    yield own.rstrip("0123456789")


def look_up_label(names: Mapping[str, T], cell: object) -> T | None:
    """Find what the first known spelling of a label stands for; None for a label that nobody knows, and for none."""
    return next((names[spelling] for spelling in generate_spellings(cell) if spelling and spelling in names), None)


def format_column_name(column: int) -> str:
    """Format ``A`` for 0, ``Z`` for 25, ``AA`` for 26."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def format_cell_name(row: int, column: int) -> str:
    """Format the spreadsheet's name of a cell: ``B12`` for row 11, column 1."""
    return f"{format_column_name(column)}{row + 1}"


WRITTEN_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
MISPLACED_COMMAS = re.compile(r"-?[\d,]*\d(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class NumberCell:
    """What a cell that should hold a number holds: its value, or none, and what is odd about it.

    ``value`` is None where ICE printed nothing; ``flag`` says what was found instead, if anything.
    """

    value: float | None
    flag: str = ""


def parse_number(cell: Cell) -> NumberCell:
    """Read a number cell; blank, ``N/A``, ``*`` and dashes are no figure, other text is flagged and never guessed."""
    if isinstance(cell, bool):
        return NumberCell(None, f"true or false in a number cell: {cell}")
    if isinstance(cell, int | float):
        return NumberCell(float(cell))
    text = clean_text(cell)
    if text.lower() in BLANK_MARKS:
        return NumberCell(None)
    plain = text.removesuffix("%")
    if WRITTEN_NUMBER.fullmatch(plain):
        value = float(plain.replace(",", "")) / (100 if text.endswith("%") else 1)
        return NumberCell(value, f"number written as text: {text[:30]!r}")
    if MISPLACED_COMMAS.fullmatch(plain):
        return NumberCell(None, f"commas that part no thousands, perhaps a footnote's digit: {text[:30]!r}")
    return NumberCell(None, f"text in a number cell: {text[:30]!r}")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet; cells outside it are None."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def get_cell(self, row: int, column: int) -> Cell:
        """Return the cell at that place, None when there is none."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            cell = self.rows[row][column]
            return None if cell == "" else cell
        return None

    def get_text(self, row: int, column: int) -> str:
        """Return the cleaned text of a cell."""
        return clean_text(self.get_cell(row, column))

    def iter_texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield every text cell: row, column, cleaned text, in reading order."""
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str) and (text := clean_text(cell)):
                    yield r, c, text
