"""Answers: a figure with the day asked, the day it stood, and the cell it was read from; and which edition answers.

The right day: the edition with the latest day not after the day asked, and not older than a year. Where every edition
is later, nothing was known on that day: the value is None, and the nearest later figure is attached under its own day,
never in its place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from finalorder.ice import store
from finalorder.ice.cell_figures import HIDDEN_SHEET

Row = dict[str, Any]
NO_CONTEXT_FILE = "no file added to this lake says; add one with `finalorder ice add`"
NO_DAY = "{file} says, but neither it nor its name states a day; add it again under a name with its day, as {example}"
TOO_OLD = "not known on {day}: the last file before it is of {last}, more than a year earlier"
LONGEST_AGE = timedelta(days=366)
ANY_AGE = timedelta.max
CONTRADICTION_PHRASES = ("another edition", "repeats that of")


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer.

    ``value`` is None when the figure was not known on ``asked``; ``later`` then holds the nearest later one and
    ``note`` says how many days later. ``as_of`` is the day of the figure; ``source_file``, ``sheet`` and ``cell`` are
    where ICE printed it (``cell`` names a range for sums); ``flags`` is what contradicts it, on its own sheet or in
    other editions. A share has the people counted (``part``) and all of them (``whole``).
    """

    measure: str
    requested_day: date
    unit: str
    value: float | None = None
    as_of: date | None = None
    period: str = ""
    fiscal_year: str = ""
    area: str = ""
    technology: str = ""
    population: str = ""
    agency: str = ""
    category: str = ""
    facility: str = ""
    facility_type: str = ""
    state: str = ""
    city: str = ""
    source_file: str = ""
    sheet: str = ""
    cell: str = ""
    flags: tuple[str, ...] = ()
    note: str = ""
    later: "Fact | None" = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether the figure was known on the day asked."""
        return self.value is not None

    @property
    def days_later(self) -> int:
        """How many days after the day asked the nearest figure stood; 0 when one was known."""
        return (self.later.as_of - self.requested_day).days if self.later and self.later.as_of else 0

    @property
    def citation(self) -> str:
        """Where the figure (or the nearest later one) is printed: ``FY19.xlsx, sheet ATD FY19, cell B12``."""
        if self.later:
            return self.later.citation
        places = (self.source_file, f"sheet {self.sheet}" if self.sheet else "", _format_cell(self.cell))
        return ", ".join(place for place in places if place)


def _format_cell(cell: str) -> str:
    simple = cell and cell.isalnum()
    return f"cell {cell}" if simple else f"cells: {cell}" if cell else ""


def load_facts(lake_dir: Path, metrics: Sequence[str], **among: Sequence[str]) -> list[Row]:
    """Load the stored facts of some metrics, whose other columns are among the values given."""
    table = store.load_ice_table(lake_dir, "facts")
    for column, values in {"metric": metrics, **among}.items():
        table = table.filter(pc.is_in(table[column], value_set=pa.array(values, pa.string())))
    rows: list[Row] = table.to_pylist()
    return rows


def choose_edition(rows: Iterable[Row], day: date, oldest: timedelta = LONGEST_AGE) -> tuple[list[Row], bool]:
    """Choose the rows of the edition that answers for a day, and whether it was known then (else it is the nearest
    later one).

    Rows without a day and rows of a hidden sheet never answer, nor does an edition that was older than ``oldest`` on
    that day. Of several files with the same day, one that no other contradicts comes first, then the one saved first:
    later files repeat it.
    """
    dated = _select_dated(rows)
    days = {row["as_of"] for row in dated}
    earlier = [d for d in days if d <= day and day - d <= oldest]
    later = [d for d in days if d > day]
    if not earlier and not later:
        return [], False
    chosen = max(earlier) if earlier else min(later)
    return _choose_file([row for row in dated if row["as_of"] == chosen]), bool(earlier)


def _select_dated(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["as_of"] is not None and HIDDEN_SHEET not in row["flag"]]


def _choose_file(rows: list[Row]) -> list[Row]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["checksum"], row["sheet"]), []).append(row)
    return min(groups.values(), key=_rank_file_rows)


def _rank_file_rows(group: list[Row]) -> tuple[int, int, date, str]:
    differs = sum(any(words in row.get("edition_flag", "") for words in CONTRADICTION_PHRASES) for row in group)
    stale = sum(row["flag"].startswith("stale") for row in group)
    return differs, stale, group[0].get("saved") or date.max, group[0]["source_file"]


def find_facts_as_of(rows: Iterable[Row], day: date, note: str = "") -> list[Fact]:
    """Find the facts of the edition that answers for a day."""
    chosen, known = choose_edition(rows, day)
    return [build_fact(row, day, known, note) for row in chosen]


def build_fact(row: Row, day: date, known: bool, note: str = "") -> Fact:
    """Build an answer from a stored row; when it was not known on the day,
    an answer without a value that names it as later.
    """
    flags = tuple(flag for text in (row["flag"], row["edition_flag"]) for flag in text.split("; ") if flag)
    own = Fact(
        measure=row["metric"], requested_day=day, unit=row["unit"], value=row["value"], as_of=row["as_of"],
        period=row["period"], fiscal_year=row["fiscal_year"], area=row["aor"], technology=row["technology"],
        population=row["population"], agency=row["agency"], category=row["category"], facility=row["facility"],
        facility_type=row["facility_type"], state=row["state"], city=row.get("city") or "",
        source_file=row["source_file"], sheet=row["sheet"],
        cell=row["cell"], flags=flags, note=note,
    )  # fmt: skip
    return own if known else build_unknown_fact(own, note)


def build_unknown_fact(later: Fact, note: str = "") -> Fact:
    """Build an answer without a value, which names the nearest later figure."""
    days = (later.as_of - later.requested_day).days if later.as_of else 0
    later_by = "1 day" if days == 1 else f"{days} days"
    text = f"not known on {later.requested_day}; nearest is {later_by} later ({later.as_of})"
    return Fact(
        measure=later.measure, requested_day=later.requested_day, unit=later.unit, period=later.period,
        fiscal_year=later.fiscal_year, area=later.area, technology=later.technology, population=later.population,
        agency=later.agency, category=later.category, facility=later.facility, facility_type=later.facility_type,
        state=later.state, city=later.city, note=f"{text}; {note}" if note else text, later=later,
    )  # fmt: skip


def build_missing_fact(measure: str, unit: str, day: date, note: str) -> Fact:
    """Build an answer for which no file was added at all."""
    return Fact(measure=measure, requested_day=day, unit=unit, note=note)


def build_unanswered_fact(lake_dir: Path, measure: str, unit: str, day: date) -> Fact:
    """Build an answer that no file gives: none says it, or those that do are too old or state no day."""
    return build_missing_fact(measure, unit, day, describe_gap(load_facts(lake_dir, (measure,)), day, NO_CONTEXT_FILE))


def describe_gap(rows: Sequence[Row], day: date, otherwise: str) -> str:
    """Say why none of the stored rows answers for a day: the last is too old, or one states no day."""
    days = [row["as_of"] for row in _select_dated(rows)]
    if days and max(days) < day - LONGEST_AGE:
        return TOO_OLD.format(day=day, last=max(days))
    files = sorted({row["source_file"] for row in rows if row["as_of"] is None})
    if days or not files:
        return otherwise
    name = Path(files[0])
    return NO_DAY.format(file=name, example=f"{name.stem}-{day}{name.suffix}")
