"""The court's workload as others have published it, by fiscal year and vintage (``registry/published_series.csv``)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from finalorder.registry.files import read_registry_rows

#: the last day of a fiscal year: month and day
FISCAL_YEAR_END = (9, 30)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure: the count on ``until`` of a stock, or over the fiscal year up to ``until`` of a flow.

    ``vintage`` is when it was published, as precisely as known (``2021-04-19``, ``2010-01``, or empty). ``basis`` is
    ``published`` (read where it stands), ``read elsewhere`` (in a page that repeats it) or ``derived`` (computed as
    ``note`` says).
    """

    series: str
    fiscal_year: int
    until: date
    value: float
    vintage: str
    basis: str
    source: str
    address: str
    note: str

    @property
    def is_year_end(self) -> bool:
        """Whether it is about the whole fiscal year, or its last day."""
        return self.until == get_fiscal_year_end(self.fiscal_year)

    @property
    def citation(self) -> str:
        """The source with its address and what is to be known of it."""
        notes = [text for text in (self.note, "" if self.basis == "published" else self.basis) if text]
        return f"{self.source}, {self.address}" + (f" ({'; '.join(notes)})" if notes else "")


def get_fiscal_year_end(year: int) -> date:
    """The last day of a fiscal year."""
    return date(year, *FISCAL_YEAR_END)


@cache
def load_published_series() -> tuple[PublishedFigure, ...]:
    """Every figure, in the order of the file: by series, day and vintage."""
    return tuple(_build_figure(row) for row in read_registry_rows("published_series"))


def _build_figure(row: dict[str, str]) -> PublishedFigure:
    texts = {name: row[name] for name in ("series", "vintage", "basis", "source", "address", "note")}
    return PublishedFigure(
        fiscal_year=int(row["period"]), until=date.fromisoformat(row["until"]), value=float(row["value"]), **texts
    )
