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
from finalorder.ice.sheet_parts import UNSAVED

Cell = str | float | int | bool | date | datetime | None
SPACES = re.compile(r"\s+")
NOT_LABEL_CHARACTER = re.compile(r"[^0-9a-z#%]+")
BLANK_MARKS = {"", "n/a", "na", "n.a.", "n / a", "-", "--", "---", "*", "**", "***", "none"}
#: signs that are not seen, dashes of every length, and quotation marks that lean: none of them makes another text
UNSEEN = [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
PLAIN_SIGNS = {
    **dict.fromkeys(UNSEEN), **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019"), "'"),
}  # fmt: skip
#: ``Fiscal Year 2027`` and ``FY'27`` are FY2027 and FY27
YEAR_IN_WORDS = re.compile(r"\bfiscal year '?(?=\d\d)|\bFY ?'(?=\d\d)", re.IGNORECASE)
TITLE_LEAD = re.compile(
    r"^(?:the )?(?:U\.? ?S\.? )(?=ICE\b)|^U\.? ?S\.? Immigration and Customs Enforcement(?: \(ICE\))?", re.IGNORECASE
)
#: the mark of a footnote behind a text that no digit of its own can be
FOOTNOTE_SIGNS = ":*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
FOOTNOTE_NUMBER = re.compile(r"(?: ?[(\[]\d{1,2}[)\]])+$")
T = TypeVar("T")


def clean_text(cell: object) -> str:
    """Clean the text of a cell: trimmed, single spaces, plain dashes and quotes, no unseen signs; empty for none."""
    return "" if cell is None else _clean_text_cached(str(cell))


def plain_title(text: str) -> str:
    """A title as the layouts word it: ICE by its short name, ``and`` in letters."""
    lead = TITLE_LEAD.match(text)
    named = "ICE" if lead and not lead[0].endswith(" ") else ""
    return f"{named}{text[lead.end() if lead else 0 :]}".replace(" & ", " and ")


def normalize_label(cell: object) -> str:
    """Return what two spellings of one label share: lower case, letters and digits (and # and %) only."""
    return "" if cell is None else _normalize_label_cached(str(cell))


@lru_cache(maxsize=1 << 16)
def _clean_text_cached(text: str) -> str:
    return YEAR_IN_WORDS.sub("FY", SPACES.sub(" ", text.translate(PLAIN_SIGNS))).strip()


def strip_footnote_signs(text: str) -> str:
    """Strip the signs of footnotes behind a text (``Total*``); what is nothing else is kept."""
    return text.rstrip(FOOTNOTE_SIGNS).rstrip() or text


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
    yield normalize_label(clean_text(cell).replace("&", "and"))
    yield normalize_label(FOOTNOTE_NUMBER.sub("", clean_text(cell)))


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


WRITTEN_NUMBER = re.compile(r"-?\$?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?")
ERROR_VALUE = re.compile(r"#(?:N/?A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
POINTED_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
MISPLACED_COMMAS = re.compile(r"-?[\d,]*\d(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class NumberCell:
    """What a cell that should hold a number holds: its value, or none, and what is odd about it.

    ``value`` is None where ICE printed nothing; ``flag`` says what was found instead, if anything.
    """

    value: float | None
    flag: str = ""


def parse_number(cell: Cell) -> NumberCell:
    """Read a number cell; blank, ``N/A``, ``*`` and dashes are no figure, other text is flagged and never guessed.

    A number with the sign of a footnote, which is no digit, is that number.
    """
    if isinstance(cell, bool):
        return NumberCell(None, f"true or false in a number cell: {cell}")
    if isinstance(cell, int | float):
        return NumberCell(float(cell))
    text = clean_text(cell)
    if text == UNSAVED:
        return NumberCell(None, "a formula saved without its result")
    if ERROR_VALUE.fullmatch(text):
        return NumberCell(None, f"an error value in a number cell: {text}")
    text = strip_footnote_signs(text).removeprefix("'")
    if text.lower() in BLANK_MARKS:
        return NumberCell(None)
    plain = text.removesuffix("%")
    if WRITTEN_NUMBER.fullmatch(plain):
        value = float(re.sub("[, $]", "", plain)) / (100 if text.endswith("%") else 1)
        return NumberCell(value, f"number written as text: {text[:30]!r}")
    if MISPLACED_COMMAS.fullmatch(plain):
        return NumberCell(None, f"commas that part no thousands, perhaps a footnote's digit: {text[:30]!r}")
    return NumberCell(None, f"text in a number cell: {text[:30]!r}")


#: of what only whole numbers are counted
COUNT_UNITS = ("people", "hearings", "arrests", "agreements", "rows")


def parse_figure(cell: Cell, unit: str) -> NumberCell:
    """Read a number cell of a unit: a count written with a percent sign, or with a point that may part thousands, is
    none.
    """
    found = parse_number(cell)
    if unit not in COUNT_UNITS or not isinstance(cell, str) or found.value is None:
        return found
    text = strip_footnote_signs(clean_text(cell)).removeprefix("'")
    if text.endswith("%"):
        return NumberCell(None, f"a percentage where {unit} are counted: {text[:30]!r}")
    if POINTED_THOUSANDS.fullmatch(text):
        return NumberCell(None, f"a point that may part thousands: {text[:30]!r}")
    return found


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
        """Return the cleaned text of a cell, without the signs of footnotes behind it."""
        return strip_footnote_signs(clean_text(self.get_cell(row, column)))

    def iter_texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield every text cell: row, column, cleaned text, in reading order."""
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str) and (text := clean_text(cell)):
                    yield r, c, text
