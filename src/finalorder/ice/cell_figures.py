"""One figure read from one cell, on its way from a sheet to ``facts.parquet``."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from finalorder.ice.file_checks import SourceFile

DIMENSIONS = ("period", "aor", "technology", "population", "agency", "category", "facility", "facility_type", "state")
WHOLE_YEAR = "year"


@dataclass(slots=True)
class Figure:
    """A value with its dimensions and the cell it was read from; flags are added while the file is checked.

    ``labels`` are the row's names from the outermost level in; ``column`` is the sheet's column number.
    """

    metric: str
    unit: str
    value: float | None
    sheet: str
    cell: str
    sets: dict[str, str]
    derivation: str = "read"
    fiscal_year: int | None = None
    as_of: date | None = None
    flags: list[str] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    column: int = -1

    def flag(self, text: str) -> None:
        """Add a flag once."""
        if text and text not in self.flags:
            self.flags.append(text)

    def get(self, dimension: str) -> str:
        """Return the value of a dimension, empty when the figure has none."""
        return self.sets.get(dimension, "")


def format_fiscal_year(year: int | None) -> str:
    """Format ``FY2019``, empty when unknown."""
    return f"FY{year}" if year else ""


def compute_fiscal_year(day: date) -> int:
    """Compute the fiscal year of a day: 2019 from 1 October 2018 to 30 September 2019."""
    return day.year + (day.month >= 10)


def is_fiscal_year_end(day: date | None, year: int | None) -> bool:
    """Return whether a day is the last of a fiscal year, so that its figures are the whole year's."""
    return bool(day and year and day == date(year, 9, 30))


MONTHS = ("Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")
HIDDEN_SHEET = "hidden: the sheet does not show in the workbook"
MONTH_NOT_BEGUN = "the month had not begun on the day of the figures"


def find_month_start(period: str, year: int) -> date | None:
    """Find the first day of a month of a fiscal year; None for a period that is no month."""
    if period not in MONTHS:
        return None
    place = MONTHS.index(period)
    return date(year - 1, 10 + place, 1) if place < 3 else date(year, place - 2, 1)


def finish_figures(figures: Iterable[Figure]) -> None:
    """Name the period of whole-year figures (``FY`` for a finished year, ``FYTD`` for one still running) and flag the
    zeros that some editions print for months to come.
    """
    for figure in figures:
        if figure.get("period") == WHOLE_YEAR:
            figure.sets["period"] = "FY" if is_fiscal_year_end(figure.as_of, figure.fiscal_year) else "FYTD"
        start = find_month_start(figure.get("period"), figure.fiscal_year) if figure.fiscal_year else None
        if start and figure.as_of and start > figure.as_of:
            figure.flag(MONTH_NOT_BEGUN)


def build_stored_fact(figure: Figure, source: SourceFile, saved: date | None) -> dict[str, Any]:
    """Build a row of ``facts.parquet``: value, unit, day and dimensions, its cell, checksum, flags,
    the day it was saved.
    """
    to_date = figure.get("period") == "FYTD"
    return {
        "metric": figure.metric,
        "value": figure.value,
        "unit": figure.unit,
        "fiscal_year": format_fiscal_year(figure.fiscal_year),
        "as_of": figure.as_of,
        **{name: figure.get(name) for name in DIMENSIONS},
        "city": figure.get("city"),
        "source_file": source.name,
        "sheet": figure.sheet.strip(),
        "cell": figure.cell,
        "derivation": figure.derivation,
        "quality_note": "fiscal year to date" if to_date else "",
        "checksum": source.checksum,
        "flag": "; ".join(figure.flags),
        "edition_flag": "",
        "saved": saved,
    }
