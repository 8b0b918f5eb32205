"""287(g): which local agencies have, or wait for, an agreement with ICE; one row an agreement (agency and model)."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from finalorder.context import days, lists
from finalorder.context.figures import Figure, year_label, year_of
from finalorder.context.files import Source
from finalorder.context.grid import cell_name, clean, key
from finalorder.context.layouts import vocabulary
from finalorder.context.lists import Found
from finalorder.errors import Problem
from finalorder.registry import rows as registry_rows

COUNTY = re.compile(r"^(?P<name>.+? (County|Parish|Borough|Census Area)\b|.+?(?= Sheriff))", re.IGNORECASE)
LATE = timedelta(days=14)
BY_ROWS = "computed: rows with STATE and LAW ENFORCEMENT AGENCY"
BY_NAME = "computed: distinct STATE+agency after trim, upper-case, straight apostrophes"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list held: its agreements, their counts, what was left out of it."""

    rows: list[dict[str, Any]]
    counts: list[Figure]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Edition:
    """A list of agreements on one day: its rows, and what is odd about the day."""

    found: Found
    day: date | None
    flags: list[str]


def read(file: Source, saved: date | None, found: Found) -> Listed:
    """The agreements of a list and their counts by state and model; a list without rows is a Problem."""
    notes = _unknown_headers(file, found)
    rows: list[dict[str, Any]] = []
    for r in range(found.row + 1, len(found.grid.rows)):
        if _is_agreement(found, r):
            rows.append(_row(file, found, r, rows[-1]["state"] if rows else ""))
        elif odd := " ".join(found.text(r, header) for header in found.layout["columns"]).strip():
            notes.append(f"row {r + 1} is no agreement and was left out: {odd[:60]!r}")
    if not rows:
        raise Problem(f"{file.name}, sheet {found.grid.name}: no agency follows the header; not added.")
    edition = Edition(found, *_edition_day(file, saved, found, rows))
    for row in rows:
        row["as_of"], row["fiscal_year"] = edition.day, year_label(year_of(edition.day) if edition.day else None)
    return Listed(rows, _counts(edition, rows), notes)


def _is_agreement(found: Found, r: int) -> bool:
    """A row with an agency, and with a state or a model: sums and remarks below a list have neither."""
    state, model = found.text(r, "STATE"), found.text(r, "SUPPORT TYPE")
    known = key(state) in _states() or _model_name(model) is not None
    return bool(found.text(r, "LAW ENFORCEMENT AGENCY") and known)


@cache
def _states() -> dict[str, str]:
    """The names of states by name and by postal code."""
    names = [(row["state_code"], row["state_name"]) for row in registry_rows("lookups/tblLookupState")]
    return {key(spelling): name for code, name in names for spelling in (code, name)}


def _row(file: Source, found: Found, r: int, above: str) -> dict[str, Any]:
    values = {name: found.text(r, header) for header, name in found.layout["columns"].items()}
    flags: list[str] = []
    signed_column = found.column("SIGNED")
    printed = found.grid.at(r, signed_column) if signed_column is not None else None
    signed = days.in_cell(printed)
    if clean(printed) and signed is None:
        flags.append(f"the day of signing is not a day: {clean(printed)[:30]!r}")
    if not values["state"]:
        flags.append("the state is that of the row above")
    agency = values["agency"]
    return {
        "status": found.layout["status"],
        "as_of": None,
        "state": _states().get(key(values["state"]), values["state"] or above).upper(),
        "agency": agency,
        "agency_key": agency.upper(),
        "type": _type(values.get("type", ""), flags),
        "county": _county(values.get("county", ""), agency),
        "model": _model(values["model"], flags),
        "model_printed": values["model"],
        "signed": signed,
        "moa": values.get("moa", ""),
        "addendum": values.get("addendum", ""),
        "source_file": file.name,
        "sheet": found.grid.name,
        "cell": found.place(r, "LAW ENFORCEMENT AGENCY"),
        "checksum": file.checksum,
        "flag": "; ".join(flags),
    }


def _type(text: str, flags: list[str]) -> str:
    name = vocabulary("agency_type").find(text)
    if text and name is None:
        flags.append(f"unknown type of agency: {text[:30]!r}")
    return name or text


def _model_name(text: str) -> str | None:
    """The model's full name; the start of it is enough, since lists misspell the end."""
    known = vocabulary("model")
    starts = (name for start, name in known.names.items() if len(start) > 3 and key(text).startswith(start))
    return known.find(text) or next(starts, None)


def _model(text: str, flags: list[str]) -> str:
    name = _model_name(text)
    if name is None:
        flags.append(f"unknown model: {text[:40]!r}" if text else "no model is printed")
    return name or text


def _unknown_headers(file: Source, found: Found) -> list[str]:
    """What stands under headers that nobody knows is left out; but a pending list is known by what it lacks, and days
    under a header of another name would make it one of agencies that take part.
    """
    notes = []
    for c in found.unknown():
        place = f"cell {cell_name(found.row, c)}"
        what = f"{found.grid.text(found.row, c)[:40]!r} is no known header of {found.layout['family']}"
        dated = any(days.in_cell(found.grid.at(r, c)) for r in range(found.row + 1, len(found.grid.rows)))
        if found.layout["status"] == "pending" and dated:
            raise Problem(f"{file.name}, sheet {found.grid.name}, {place}: {what}, and has days under it; not added.")
        notes.append(f"{place}: {what}; its column was left out")
    return notes


def _county(printed: str, agency: str) -> str:
    """The county an agency sits in, as printed; where no column says so, as its own name says."""
    if printed:
        return printed
    match = COUNTY.match(agency)
    return match["name"] if match else ""


def _edition_day(
    file: Source, saved: date | None, found: Found, rows: list[dict[str, Any]]
) -> tuple[date | None, list[str]]:
    """The day of a list: as a line above its header or its name states, if no signature is later and it was not saved
    long before; else the day the file was saved, else that of the latest signature.
    """
    signed = max((row["signed"] for row in rows if row["signed"]), default=None)
    named = next(iter(days.in_name(file.name)), None)
    flags = []
    for stated, where in ((lists.stated_day(found), "the line above the header"), (named, "the file's name")):
        if stated and signed and stated < signed:
            flags.append(f"{where} says {stated}, an agreement was signed on {signed}")
        elif stated and saved and stated - saved > LATE:
            flags.append(f"{where} says {stated}, but it was saved on {saved}")
        elif stated:
            return stated, flags
    if saved and (signed is None or saved >= signed):
        return saved, [*flags, "the day is that on which the file was saved"]
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
