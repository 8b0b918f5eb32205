"""Each part of an operation file, checked and built: sources, revisions, claims, figures, police."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, TypeVar

from finalorder.errors import nearest, shown
from finalorder.operations.model import (
    ANSWERS,
    BOUNDS,
    EVIDENCE,
    LAW,
    POSITIONS,
    REVISIONS,
    VERDICTS,
    Assumption,
    Capacity,
    Claim,
    Figure,
    Operation,
    Outcome,
    Police,
    Revision,
    Source,
)
from finalorder.operations.reading import Fields

PERCENT = "percent"

_ARRAYS = {"revision", "claim", "capacity", "assumption", "outcome", "police"}
_TOP = {"id", "title", "title_es", "summary", "summary_es", "announced", "starts", "ends", "cities", "cohorts"}
_TOP |= {"source", "sources", *_ARRAYS}


def _keys(kind: type) -> set[str]:
    """The keys that a part's table may have: the fields of what is built from it, citing by ``source``."""
    names = {field.name for field in fields_of(kind)}
    return names - {"sources"} | {"source"} if "sources" in names else names - {"key"}


FigureKind = TypeVar("FigureKind", bound=Figure)


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a file may use."""

    cities: frozenset[str]
    cohorts: tuple[str, ...]
    measures: Collection[str] | None


@dataclass(frozen=True, slots=True)
class _File:
    known: Known
    bibliography: dict[str, Source]
    announced: date


def read_operation(top: Fields, known: Known) -> Operation:
    """The operation that a file's top table describes."""
    top.only(_TOP)
    announced = top.day("announced")
    starts = _day_from(top, "starts", announced, "the announcement")
    file = _File(known, _library(top), announced)
    return Operation(
        id=top.ident(),
        title=top.text("title"),
        announced=announced,
        starts=starts,
        ends=_day_from_or_none(top, "ends", starts, "the start"),
        cities=top.names("cities", known.cities, "city"),
        cohorts=top.names("cohorts", known.cohorts, "cohort"),
        sources=_sources(top, file),
        revisions=_revisions(top, file, starts),
        claims=_with_own_ids(top, "claim", lambda fields: _claim(fields, file)),
        capacities=_figures(top, "capacity", Capacity, file),
        assumptions=_figures(top, "assumption", Assumption, file),
        outcomes=_figures(top, "outcome", Outcome, file),
        police=_police(top, file),
        bibliography=tuple(file.bibliography.values()),
        summary=top.text_or_none("summary"),
        title_es=top.text_or_none("title_es"),
        summary_es=top.text_or_none("summary_es"),
    )


def _library(top: Fields) -> dict[str, Source]:
    if "sources" not in top.values:
        top.place.problem("no citation: there is no [sources] table; add one and cite it.")
    table = top.table("sources")
    return {key: _source(key, table.table(key)) for key in table.values}


def _source(key: str, fields: Fields) -> Source:
    fields.only(_keys(Source))
    publisher = fields.text_or_none("publisher")
    return Source(key, fields.text("title"), fields.url("url"), fields.day("date"), publisher)


def _sources(fields: Fields, file: _File) -> tuple[Source, ...]:
    """What a part cites: the key of a source, or a list of keys."""
    if "source" not in fields.values:
        fields.place.problem('no citation; add source = "..." with the key of a [sources.…] table.')
    one = isinstance(fields.values["source"], str)
    keys = (fields.text("source"),) if one else fields.texts("source")
    place = fields.place.of("source")
    if not keys:
        place.problem("no citation: the list is empty; name a source.")
    for key in keys:
        if key not in file.bibliography:
            place.problem(f"{shown(key)} is no source of this file{nearest(key, file.bibliography)}")
    return tuple(file.bibliography[key] for key in keys)


def _day_from(fields: Fields, key: str, first: date, what: str) -> date:
    """A day that must be there and not lie before another."""
    day = fields.day(key)
    if day < first:
        fields.place.of(key).problem(f"{day} is before {what} of {first}; mend one of the dates.")
    return day


def _day_from_or_none(fields: Fields, key: str, first: date, what: str) -> date | None:
    return _day_from(fields, key, first, what) if key in fields.values else None


def _revisions(top: Fields, file: _File, starts: date) -> tuple[Revision, ...]:
    """The revisions, in order of date; whatever each leaves as it was, the operation never ends before it starts."""
    revisions: list[Revision] = []
    last, what, ends = file.announced, "the announcement", top.day_or_none("ends")
    for fields in top.tables("revision"):
        revision = _revision(fields, file, _day_from(fields, "on", last, what))
        last, what = revision.on, "the revision above it,"
        starts, ends = revision.starts or starts, revision.ends or ends
        if ends is not None and ends < starts:
            fields.place.problem(
                f"it would end on {ends}, before its start of {starts}; give this revision both dates."
            )
        revisions.append(revision)
    return tuple(revisions)


def _revision(fields: Fields, file: _File, on: date) -> Revision:
    fields.only(_keys(Revision))
    return Revision(
        on=on,
        kind=fields.one_of("kind", REVISIONS),
        what=fields.text("what"),
        sources=_sources(fields, file),
        starts=_day_from_or_none(fields, "starts", file.announced, "the announcement"),
        ends=_day_from_or_none(fields, "ends", file.announced, "the announcement"),
        cities=fields.names_or_none("cities", file.known.cities, "city"),
        cohorts=fields.names_or_none("cohorts", file.known.cohorts, "cohort"),
        reason=fields.text_or_none("reason"),
        evidence=_evidence(fields),
        what_es=fields.text_or_none("what_es"),
        reason_es=fields.text_or_none("reason_es"),
    )


def _claim(fields: Fields, file: _File) -> Claim:
    fields.only(_keys(Claim))
    number, low, high = _amount(fields, "number")
    amounts = [item for item in (number, low, high) if item is not None]
    if amounts and "unit" not in fields.values:
        fields.place.problem('a number without a unit; add unit = "people", "percent" or what it counts.')
    return Claim(
        **_texts(fields, "who", "where", "says"),
        **_texts_or_none(fields, "unit", "population", "period", "reason", "note"),
        **_texts_or_none(fields, "who_es", "where_es", "says_es", "population_es", "period_es", "reason_es", "note_es"),
        id=fields.ident(),
        on=fields.day("on"),
        number=number,
        low=low,
        high=high,
        bound=fields.one_of("bound", BOUNDS, "exactly"),
        period_from=fields.day_or_none("period_from"),
        period_to=_period_end(fields),
        cities=fields.names_or_none("cities", file.known.cities, "city") or (),
        cohort=fields.one_of("cohort", file.known.cohorts) if "cohort" in fields.values else None,
        records=_records(fields, file.known),
        methods=fields.texts("methods"),
        complement=fields.truth("complement"),
        verdict=_verdict(fields),
        quotation=fields.line_or_none("quotation"),
        evidence=_evidence(fields),
        sources=_sources(fields, file),
    )


def _period_end(fields: Fields) -> date | None:
    first = fields.day_or_none("period_from")
    return (
        fields.day_or_none("period_to")
        if first is None
        else _day_from_or_none(fields, "period_to", first, "the beginning")
    )


def _records(fields: Fields, known: Known) -> str:
    """How the records can answer; whoever says that they cannot, or that the law does, gives the reason."""
    answer = fields.name("records")
    place = fields.place.of("records")
    if known.measures is not None and answer not in ANSWERS and answer not in known.measures:
        valid = [*known.measures, *ANSWERS]
        place.problem(f"{shown(answer)} is no measure and none of {', '.join(ANSWERS)}{nearest(answer, valid)}")
    if answer in ANSWERS and "reason" not in fields.values:
        place.problem(f'"{answer}" needs the reason; add reason = "...".')
    return answer


def _verdict(fields: Fields) -> str | None:
    """A verdict is computed from the records; a file gives one only where the law answers."""
    by_law = fields.values.get("records") == LAW
    if by_law:
        return fields.one_of("verdict", VERDICTS)
    if "verdict" in fields.values:
        fields.place.of("verdict").problem('only a claim with records = "law" carries a verdict; take it out.')
    return None


def _amount(fields: Fields, key: str) -> tuple[float | None, float | None, float | None]:
    value, low, high = (fields.number_or_none(name) for name in (key, "low", "high"))
    if value is not None and (low is not None or high is not None):
        fields.place.of(key).problem(f'"{key}" and a range; give the one or the other.')
    if low is not None and high is not None and low > high:
        fields.place.of("low").problem(f"low ({low}) is above high ({high}); swap or mend them.")
    if fields.values.get("unit") == PERCENT:
        _refuse_over_100(fields, {key: value, "low": low, "high": high})
    return value, low, high


def _refuse_over_100(fields: Fields, amounts: dict[str, float | None]) -> None:
    for name, amount in amounts.items():
        if amount is not None and amount > 100:
            fields.place.of(name).problem(f"{shown(amount)} percent is more than all; mend the number or the unit.")


def _figures(top: Fields, key: str, kind: type[FigureKind], file: _File) -> tuple[FigureKind, ...]:
    figures = _with_own_ids(top, key, lambda fields: _figure(fields, kind, file))
    ids = {figure.id for figure in figures}
    for index, figure in enumerate(figures):
        if figure.part_of is not None and (figure.part_of not in ids or figure.part_of == figure.id):
            place = top.place.of(key, index, "part_of")
            place.problem(f"{shown(figure.part_of)} is no other {key} of this file{nearest(figure.part_of, ids)}")
    return figures


def _figure(fields: Fields, kind: type[FigureKind], file: _File) -> FigureKind:
    fields.only(_keys(Figure))
    value, low, high = _amount(fields, "value")
    if value is None and (low is None or high is None):
        fields.place.problem("no figure; give value, or low and high.")
    return kind(
        **_texts(fields, "name", "unit"),
        **_texts_or_none(fields, "name_es", "note", "note_es", "locator", "part_of"),
        id=fields.ident(),
        as_of=fields.day("as_of"),
        value=value,
        low=low,
        high=high,
        bound=fields.one_of("bound", BOUNDS, "exactly"),
        evidence=_evidence(fields),
        sources=_sources(fields, file),
    )


def _police(top: Fields, file: _File) -> tuple[Police, ...]:
    return tuple(_agency(fields, file) for fields in top.tables("police"))


def _agency(fields: Fields, file: _File) -> Police:
    fields.only(_keys(Police))
    return Police(
        agency=fields.text("agency"),
        city=fields.one_of("city", file.known.cities),
        position=fields.one_of("position", POSITIONS),
        on=fields.day("on"),
        says=fields.text("says"),
        sources=_sources(fields, file),
        evidence=_evidence(fields),
        says_es=fields.text_or_none("says_es"),
    )


def _evidence(fields: Fields) -> str:
    return fields.one_of("evidence", EVIDENCE, "direct")


def _texts(fields: Fields, *keys: str) -> dict[str, Any]:
    return {key: fields.text(key) for key in keys}


def _texts_or_none(fields: Fields, *keys: str) -> dict[str, Any]:
    return {key: fields.text_or_none(key) for key in keys}


Built = TypeVar("Built", Claim, Capacity, Assumption, Outcome)


def _with_own_ids(top: Fields, key: str, build: Callable[[Fields], Any]) -> tuple[Any, ...]:
    """The parts of an array of tables, no id twice."""
    built: dict[str, Any] = {}
    for fields in top.tables(key):
        part = build(fields)
        if part.id in built:
            fields.place.of("id").problem(f"{shown(part.id)} is there twice; ids of a file differ.")
        built[part.id] = part
    return tuple(built.values())
