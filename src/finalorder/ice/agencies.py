"""287(g): which local agencies have, or wait for, an agreement with ICE; one row an agreement (agency and model)."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from finalorder.errors import InputError
from finalorder.ice import date_text, list_reader, row_kinds
from finalorder.ice.areas import find_printed_state
from finalorder.ice.cell_figures import Figure, compute_fiscal_year, format_fiscal_year
from finalorder.ice.file_checks import SourceFile
from finalorder.ice.grid import clean_text, format_cell_name, normalize_label
from finalorder.ice.layouts import load_label_vocabulary
from finalorder.ice.list_reader import PlainList

COUNTY_IN_AGENCY_NAME = re.compile(
    r"^(?P<name>.+? (County|Parish|Borough|Census Area)\b|.+?(?= Sheriff))", re.IGNORECASE
)
BLANK_LABEL = "(blank)"
#: section 287(g) became law on 30 September 1996
FIRST_AGREEMENT = date(1996, 9, 30)
MAX_SIGNED_AFTER_STATED = timedelta(days=60)
MAX_SIGNED_GAP = timedelta(days=366)
MAX_STATED_AFTER_SAVED = timedelta(days=14)
ROW_COUNT_DERIVATION = "computed: rows with STATE and LAW ENFORCEMENT AGENCY"
DISTINCT_COUNT_DERIVATION = "computed: distinct STATE+agency after trim, upper-case, straight apostrophes"


@dataclass(frozen=True, slots=True)
class AgencyList:
    """What a list held: its agreements, their counts, what was left out of it."""

    rows: list[dict[str, Any]]
    counts: list[Figure]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class AgencyListEdition:
    """A list of agreements on one day: its rows, and what is odd about the day."""

    found: PlainList
    day: date | None
    flags: list[str]


def read_agencies(file: SourceFile, saved: date | None, found: PlainList) -> AgencyList:
    """Read the agreements of a list and their counts by state and model; a list without rows is a FinalorderError."""
    notes = _check_unknown_headers(file, found)
    rows, more = _read_agreement_rows(file, found)
    notes += more
    if not rows and found.layout["status"] != "pending":
        raise InputError(f"{file.name}, sheet {found.grid.name}: no agency follows the header; not added.")
    edition = AgencyListEdition(found, *_find_edition_day(file, saved, found, rows))
    for row in rows:
        row["as_of"], row["fiscal_year"] = (
            edition.day,
            format_fiscal_year(compute_fiscal_year(edition.day) if edition.day else None),
        )
    return AgencyList(rows, _count_agreements(edition, rows), notes)


def _read_agreement_rows(file: SourceFile, found: PlainList) -> tuple[list[dict[str, Any]], list[str]]:
    """Read the agreements that stand, and what was left out: sums, remarks, and agreements that have ended."""
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    status = row_kinds.find_status_column(found.grid.rows[found.row])
    is_ended_section, ended = False, 0
    day_first = _are_signatures_day_first(found)
    for r in range(found.row + 1, len(found.grid.rows)):
        odd = " ".join(found.get_text(r, header) for header in found.layout["columns"]).strip()
        if not _is_agreement(found, r):
            is_ended_section = row_kinds.says_ended(odd) or (is_ended_section and not row_kinds.says_going_on(odd))
            notes += [f"row {r + 1} is not an agreement and was left out: {odd[:60]!r}"] if odd else []
        elif is_ended_section or (status is not None and row_kinds.says_ended(found.grid.get_cell(r, status))):
            ended += 1
        else:
            rows.append(_build_agreement_row(file, found, r, rows[-1]["state"] if rows else "", day_first))
    _require_states(file, found, rows)
    notes += _flag_repeated_agreements(rows) + ([date_text.DAY_FIRST_NOTE] if day_first else [])
    return rows, [*notes, *([f"{ended} agreements that have ended were left out"] if ended else [])]


def _are_signatures_day_first(found: PlainList) -> bool:
    column = found.find_column("SIGNED")
    below = range(found.row + 1, len(found.grid.rows))
    return column is not None and date_text.are_days_first(found.grid.get_cell(r, column) for r in below)


def _require_states(file: SourceFile, found: PlainList, rows: list[dict[str, Any]]) -> None:
    """Refuse a list whose column of states holds mostly none: its columns were exchanged."""
    unknown = [row for row in rows if "unknown state" in row["flag"]]
    if 2 * len(unknown) > len(rows):
        where = (
            f"{f', sheet {found.grid.name}' if found.grid.name else ''}, cell {found.get_cell_name(found.row, 'STATE')}"
        )
        raise InputError(
            f"{file.name}{where}: below 'STATE' {len(unknown)} of {len(rows)} rows name no state "
            f"({unknown[0]['state'][:30]!r}); not added."
        )


def _flag_repeated_agreements(rows: list[dict[str, Any]]) -> list[str]:
    """Flag agreements that the list has twice, alike in every cell: each is counted, as ICE does."""
    first: dict[tuple[object, ...], str] = {}
    repeated = 0
    for row in rows:
        what = tuple(row[name] for name in ("state", "agency_key", "type", "county", "model", "signed"))
        cell = first.setdefault(what, row["cell"])
        if cell != row["cell"]:
            row["flag"] = "; ".join(filter(None, [row["flag"], f"the same agreement stands in cell {cell}"]))
            repeated += 1
    return [f"{repeated} agreements stand in the list twice, alike in every cell; all are counted"] if repeated else []


def _is_agreement(found: PlainList, r: int) -> bool:
    """Return whether it is a row with an agency, and with a state or a model: sums and remarks have neither."""
    state, model = found.get_text(r, "STATE"), found.get_text(r, "SUPPORT TYPE")
    if row_kinds.is_sum_label(state) or row_kinds.is_sum_label(found.get_text(r, "LAW ENFORCEMENT AGENCY")):
        return False
    known = find_printed_state(state) is not None or _find_model_name(model) is not None
    return bool(found.get_text(r, "LAW ENFORCEMENT AGENCY") and known)


def _build_agreement_row(file: SourceFile, found: PlainList, r: int, above: str, day_first: bool) -> dict[str, Any]:
    values = {name: found.get_text(r, header) for header, name in found.layout["columns"].items()}
    flags: list[str] = []
    signed_column = found.find_column("SIGNED")
    printed = found.grid.get_cell(r, signed_column) if signed_column is not None else None
    signed = date_text.parse_cell_day(printed, day_first)
    if clean_text(printed) and signed is None:
        flags.append(f"the day of signing is not a day: {clean_text(printed)[:30]!r}")
    if not values["state"]:
        flags.append("the state is that of the row above")
    elif find_printed_state(values["state"]) is None:
        flags.append(f"unknown state: {values['state'][:30]!r}")
    agency = values["agency"]
    return {
        "status": found.layout["status"],
        "as_of": None,
        "state": (find_printed_state(values["state"]) or values["state"] or above).upper(),
        "agency": agency,
        "agency_key": agency.upper(),
        "type": _normalize_agency_type(values.get("type", ""), flags),
        "county": _find_agency_county(values.get("county", ""), agency),
        "model": _normalize_model(values["model"], flags),
        "model_printed": values["model"],
        "signed": signed,
        "moa": values.get("moa", ""),
        "addendum": values.get("addendum", ""),
        "source_file": file.name,
        "sheet": found.grid.name,
        "cell": found.get_cell_name(r, "LAW ENFORCEMENT AGENCY"),
        "checksum": file.checksum,
        "flag": "; ".join(flags),
    }


def _normalize_agency_type(text: str, flags: list[str]) -> str:
    name = load_label_vocabulary("agency_type").find(text)
    if text and name is None:
        flags.append(f"unknown type of agency: {text[:30]!r}")
    return name or text


def _find_model_name(text: str) -> str | None:
    """Find the model's full name; the start of it is enough, since lists misspell the end."""
    known = load_label_vocabulary("model")
    starts = (name for start, name in known.names.items() if len(start) > 3 and normalize_label(text).startswith(start))
    return known.find(text) or next(starts, None)


def _normalize_model(text: str, flags: list[str]) -> str:
    name = _find_model_name(text)
    if name is None:
        flags.append(f"unknown model: {text[:40]!r}" if text else "no model is printed")
    return name or text


def _check_unknown_headers(file: SourceFile, found: PlainList) -> list[str]:
    """What stands under headers that nobody knows is left out; but a pending list is known by what it lacks, and days
    under a header of another name would make it one of agencies that take part.
    """
    notes = []
    status = row_kinds.find_status_column(found.grid.rows[found.row])
    for c in (column for column in found.find_unknown_columns() if column != status):
        place = f"cell {format_cell_name(found.row, c)}"
        what = f"{found.grid.get_text(found.row, c)[:40]!r} is not a known header of {found.layout['family']}"
        dated = any(
            date_text.parse_cell_day(found.grid.get_cell(r, c)) for r in range(found.row + 1, len(found.grid.rows))
        )
        if found.layout["status"] == "pending" and dated:
            raise InputError(
                f"{file.name}, sheet {found.grid.name}, {place}: {what}, and has days under it; not added."
            )
        notes.append(f"{place}: {what}; its column was left out")
    return notes


def _find_agency_county(printed: str, agency: str) -> str:
    """Find the county an agency sits in, as printed; where no column says so, as its own name says."""
    if printed:
        return printed
    match = COUNTY_IN_AGENCY_NAME.match(agency)
    return match["name"] if match else ""


def _find_edition_day(
    file: SourceFile, saved: date | None, found: PlainList, rows: list[dict[str, Any]]
) -> tuple[date | None, list[str]]:
    """Find the day of a list: as a line above its header or its name states,
    if no signature is later and it was not saved
    long before; else the day the file was saved, else that of the latest signature.
    """
    named = next(iter(date_text.find_days_in_name(file.name)), None)
    signed = _find_latest_signature(rows, [day for day in (list_reader.find_stated_day(found), named, saved) if day])
    flags = []
    for stated, where in (
        (list_reader.find_stated_day(found), "the line above the header"),
        (named, "the file's name"),
    ):
        if stated and signed and stated < signed:
            flags.append(f"{where} says {stated}, an agreement was signed on {signed}")
        elif stated and saved and stated - saved > MAX_STATED_AFTER_SAVED:
            flags.append(f"{where} says {stated}, but it was saved on {saved}")
        elif stated:
            return stated, flags
    if saved and (signed is None or saved >= signed):
        return saved, [*flags, "the day is that on which the file was saved"]
    latest = "the day is that of the latest agreement" if signed else "neither the file nor its name states a day"
    return signed, [*flags, latest]


def _find_latest_signature(rows: list[dict[str, Any]], stated: list[date]) -> date | None:
    """Find the latest day of signing that can be: one mistyped year does not date a list, it is flagged in its row."""
    days = sorted(row["signed"] for row in rows if row["signed"])
    if not days:
        return None
    usual = days[(len(days) - 1) * 9 // 10]
    latest = max(usual, *(day + MAX_SIGNED_AFTER_STATED for day in stated)) if stated else usual + MAX_SIGNED_GAP
    for row in rows:
        if row["signed"] and not FIRST_AGREEMENT <= row["signed"] <= latest:
            row["flag"] = "; ".join(filter(None, [row["flag"], f"the day of signing cannot be: {row['signed']}"]))
    return max((day for day in days if FIRST_AGREEMENT <= day <= latest), default=None)


def _count_agreements(edition: AgencyListEdition, rows: list[dict[str, Any]]) -> list[Figure]:
    distinct = {(row["state"], row["agency_key"]) for row in rows}
    first = edition.found.row + 2
    last = int(re.sub(r"\D", "", rows[-1]["cell"])) if rows else first
    figures = [
        _build_agreement_count(edition, "agreements", len(rows), f"A{first}:A{last}", {}),
        _build_agreement_count(edition, "distinct_agencies", len(distinct), f"A{first}:B{last}", {}),
    ]
    for state, number in sorted(Counter(row["state"] for row in rows).items()):
        span = f"STATE column, rows {first}-{last}"
        figures.append(_build_agreement_count(edition, "agreements", number, span, {"state": state}))
    for model, number in sorted(Counter(row["model_printed"] or BLANK_LABEL for row in rows).items()):
        span = f"SUPPORT TYPE column, rows {first}-{last}"
        figures.append(_build_agreement_count(edition, "agreements", number, span, {"category": model}))
    return figures


def _build_agreement_count(
    edition: AgencyListEdition, what: str, number: int, cell: str, sets: dict[str, str]
) -> Figure:
    metric = f"287g_{edition.found.layout['status']}_{what}"
    unit, how = (
        ("agreements", ROW_COUNT_DERIVATION) if what == "agreements" else ("agencies", DISTINCT_COUNT_DERIVATION)
    )
    sheet = edition.found.grid.name
    return Figure(metric, unit, float(number), sheet, cell, sets, how, as_of=edition.day, flags=list(edition.flags))
