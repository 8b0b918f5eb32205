"""287(g): which local agencies have, or wait for, an agreement with ICE; one row an agreement (agency and model)."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from finalorder.context import lists
from finalorder.context.figures import Figure
from finalorder.context.files import Book
from finalorder.context.grid import cell_name, clean, key
from finalorder.context.lists import Found
from finalorder.errors import Problem

MODELS = {
    "jail enforcement": "Jail Enforcement Model",
    "warrant service": "Warrant Service Officer",
    "task force": "Task Force Model",
}
TYPES = {
    "county": "County",
    "municipality": "Municipality",
    "state agency": "State Agency",
    "state": "State Agency",
}
COUNTY = re.compile(r"^(?P<name>.+? (County|Parish|Borough|Census Area))\b", re.IGNORECASE)
LATE = timedelta(days=60)
BY_ROWS = "computed: rows with STATE and LAW ENFORCEMENT AGENCY"
BY_NAME = "computed: distinct STATE+agency after trim, upper-case, straight apostrophes"


@dataclass(frozen=True, slots=True)
class Edition:
    """A list of agreements on one day: its rows, and what is odd about the day."""

    found: Found
    day: date | None
    flags: list[str]


def read(book: Book, found: Found) -> tuple[list[dict[str, Any]], list[Figure]]:
    """The agreements of a list and their counts by state; a list without rows is a Problem."""
    _check_headers(book, found)
    rows = [_row(book, found, r) for r in range(found.row + 1, len(found.grid.rows)) if _filled(found, r)]
    if not rows:
        raise Problem(f"{book.source.name}, sheet {found.grid.name}: no agency follows the header; not added.")
    edition = Edition(found, *_edition_day(book, rows))
    for row in rows:
        row["as_of"] = edition.day
    return rows, _counts(edition, rows)


def _filled(found: Found, r: int) -> bool:
    return bool(found.text(r, "STATE") and found.text(r, "LAW ENFORCEMENT AGENCY"))


def _row(book: Book, found: Found, r: int) -> dict[str, Any]:
    values = {name: found.text(r, header) for header, name in found.layout["columns"].items()}
    flags: list[str] = []
    signed_column = found.column("SIGNED")
    printed = found.grid.at(r, signed_column) if signed_column is not None else None
    signed = lists.day(printed)
    if printed is not None and signed is None:
        flags.append(f"the day of signing is not a day: {clean(printed)[:30]!r}")
    agency = values["agency"]
    return {
        "status": found.layout["status"],
        "as_of": None,
        "state": values["state"].upper(),
        "agency": agency,
        "agency_key": agency.upper(),
        "type": _among(TYPES, values.get("type", ""), flags, "type of agency"),
        "county": _county(values.get("county", ""), agency),
        "model": _model(values["model"], flags),
        "model_printed": values["model"],
        "signed": signed,
        "moa": values.get("moa", ""),
        "addendum": values.get("addendum", ""),
        "source_file": book.source.name,
        "sheet": found.grid.name,
        "cell": found.place(r, "LAW ENFORCEMENT AGENCY"),
        "checksum": book.source.checksum,
        "flag": "; ".join(flags),
    }


def _among(names: dict[str, str], text: str, flags: list[str], what: str) -> str:
    if not text:
        return ""
    if text.lower() not in names:
        flags.append(f"unknown {what}: {text[:30]!r}")
    return names.get(text.lower(), text)


def _model(text: str, flags: list[str]) -> str:
    """The model's full name; the start of it is enough, since lists misspell the end."""
    for start, name in MODELS.items():
        if text.lower().startswith(start):
            return name
    flags.append(f"unknown model: {text[:40]!r}")
    return text


def _check_headers(book: Book, found: Found) -> None:
    """A pending list is known by what it lacks, so it may hold no header that nobody knows."""
    known = {key(header) for header in found.layout["columns"]}
    for c, cell in enumerate(found.grid.rows[found.row]):
        if found.layout["status"] == "pending" and key(cell) and key(cell) not in known:
            place = cell_name(found.row, c)
            what = f"{clean(cell)[:40]!r} is no known header of {found.layout['family']}"
            raise Problem(f"{book.source.name}, sheet {found.grid.name}, cell {place}: {what}; not added.")


def _county(printed: str, agency: str) -> str:
    """The county an agency sits in, as printed; where no column says so, as its own name says."""
    if printed:
        return printed
    match = COUNTY.match(agency)
    return match["name"] if match else ""


def _edition_day(book: Book, rows: list[dict[str, Any]]) -> tuple[date | None, list[str]]:
    """The day of a list: as its name states, checked against the latest signature; else the day the file was saved."""
    signed = max((row["signed"] for row in rows if row["signed"]), default=None)
    named = next(iter(lists.days_in_name(book.source.name)), None)
    flags = []
    if named and signed and named < signed:
        flags.append(f"the file's name says {named}, an agreement was signed on {signed}")
        named = None
    if named and book.saved and named - book.saved > LATE:
        flags.append(f"the file's name says {named}, but it was saved on {book.saved}")
        named = None
    if named:
        return named, flags
    if book.saved and (signed is None or book.saved >= signed):
        return book.saved, [*flags, "the day is that on which the file was saved"]
    return signed, [*flags, "the day is that of the latest agreement"]


def _counts(edition: Edition, rows: list[dict[str, Any]]) -> list[Figure]:
    distinct = {(row["state"], row["agency_key"]) for row in rows}
    last = int(re.sub(r"\D", "", rows[-1]["cell"]))
    first = edition.found.row + 2
    figures = [
        _count(edition, "agreements", len(rows), f"A{first}:A{last}", {}),
        _count(edition, "distinct_agencies", len(distinct), f"A{first}:B{last}", {}),
    ]
    for state, number in sorted(Counter(row["state"] for row in rows).items()):
        span = f"STATE column, rows {first}-{last}"
        figures.append(_count(edition, "agreements", number, span, {"state": state}))
    for model, number in sorted(Counter(row["model_printed"] for row in rows).items()):
        span = f"SUPPORT TYPE column, rows {first}-{last}"
        figures.append(_count(edition, "agreements", number, span, {"category": model}))
    return figures


def _count(edition: Edition, what: str, number: int, cell: str, sets: dict[str, str]) -> Figure:
    metric = f"287g_{edition.found.layout['status']}_{what}"
    unit, how = ("agreements", BY_ROWS) if what == "agreements" else ("agencies", BY_NAME)
    sheet = edition.found.grid.name
    return Figure(metric, unit, float(number), sheet, cell, sets, how, as_of=edition.day, flags=list(edition.flags))
