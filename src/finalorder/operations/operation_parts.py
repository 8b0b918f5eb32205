"""Each part of an operation file, checked and built: sources, revisions, claims, figures, police."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any, TypeVar

from finalorder.errors import quote_value, suggest_names
from finalorder.operations.operation import (
    BOUNDS,
    EVIDENCE_KINDS,
    LAW,
    NON_MEASURE_ANSWERS,
    POLICE_POSITIONS,
    REVISION_KINDS,
    VERDICTS,
    Assumption,
    Capacity,
    Claim,
    Figure,
    Operation,
    Outcome,
    PoliceStatement,
    Revision,
    Source,
)
from finalorder.operations.toml_fields import TomlTable

PERCENT = "percent"

_ARRAY_KEYS = {"revision", "claim", "capacity", "assumption", "outcome", "police"}
_TOP_LEVEL_KEYS = {
    "id",
    "title",
    "title_es",
    "summary",
    "summary_es",
    "announced",
    "starts",
    "ends",
    "cities",
    "cohorts",
}
_TOP_LEVEL_KEYS |= {"source", "sources", *_ARRAY_KEYS}


def _list_allowed_keys(kind: type) -> set[str]:
    """List the keys that a part's table may have: the fields of what is built from it, citing by ``source``."""
    names = {field.name for field in fields_of(kind)}
    return names - {"sources"} | {"source"} if "sources" in names else names - {"key"}


FigureKind = TypeVar("FigureKind", bound=Figure)


@dataclass(frozen=True, slots=True)
class ValidNames:
    """The names that a file may use."""

    cities: frozenset[str]
    cohorts: tuple[str, ...]
    measures: Collection[str] | None


@dataclass(frozen=True, slots=True)
class _FileContext:
    valid_names: ValidNames
    bibliography: dict[str, Source]
    announced: date


def read_operation(top: TomlTable, known: ValidNames) -> Operation:
    """Read the operation that a file's top table describes."""
    top.refuse_unknown_keys(_TOP_LEVEL_KEYS)
    announced = top.get_day("announced")
    starts = _read_day_not_before(top, "starts", announced, "the announcement")
    file = _FileContext(known, _read_bibliography(top), announced)
    return Operation(
        id=top.get_id(),
        title=top.get_text("title"),
        announced=announced,
        starts=starts,
        ends=_read_day_not_before_or_none(top, "ends", starts, "the start"),
        cities=top.get_known_names("cities", known.cities, "city"),
        cohorts=top.get_known_names("cohorts", known.cohorts, "cohort"),
        sources=_read_cited_sources(top, file),
        revisions=_read_revisions(top, file, starts),
        claims=_read_unique_parts(top, "claim", lambda fields: _read_claim(fields, file)),
        capacities=_read_figures(top, "capacity", Capacity, file),
        assumptions=_read_figures(top, "assumption", Assumption, file),
        outcomes=_read_figures(top, "outcome", Outcome, file),
        police=_read_police_statements(top, file),
        bibliography=tuple(file.bibliography.values()),
        summary=top.get_text_or_none("summary"),
        title_es=top.get_text_or_none("title_es"),
        summary_es=top.get_text_or_none("summary_es"),
    )


def _read_bibliography(top: TomlTable) -> dict[str, Source]:
    if "sources" not in top.values:
        top.location.raise_problem("no citation: there is no [sources] table; add one and cite it.")
    table = top.get_table("sources")
    return {key: _read_source(key, table.get_table(key)) for key in table.values}


def _read_source(key: str, fields: TomlTable) -> Source:
    fields.refuse_unknown_keys(_list_allowed_keys(Source))
    publisher = fields.get_text_or_none("publisher")
    return Source(key, fields.get_text("title"), fields.get_url("url"), fields.get_day("date"), publisher)


def _read_cited_sources(fields: TomlTable, file: _FileContext) -> tuple[Source, ...]:
    """Read what a part cites: the key of a source, or a list of keys."""
    if "source" not in fields.values:
        fields.location.raise_problem('no citation; add source = "..." with the key of a [sources.…] table.')
    one = isinstance(fields.values["source"], str)
    keys = (fields.get_text("source"),) if one else fields.get_texts("source")
    place = fields.location.descend("source")
    if not keys:
        place.raise_problem("no citation: the list is empty; name a source.")
    for key in keys:
        if key not in file.bibliography:
            place.raise_problem(
                f"{quote_value(key)} is not a source in this file{suggest_names(key, file.bibliography)}"
            )
    return tuple(file.bibliography[key] for key in keys)


def _read_day_not_before(fields: TomlTable, key: str, first: date, what: str) -> date:
    """Read a day that must be there and not lie before another."""
    day = fields.get_day(key)
    if day < first:
        fields.location.descend(key).raise_problem(f"{day} is before {what} of {first}; fix one of the dates.")
    return day


def _read_day_not_before_or_none(fields: TomlTable, key: str, first: date, what: str) -> date | None:
    return _read_day_not_before(fields, key, first, what) if key in fields.values else None


def _read_revisions(top: TomlTable, file: _FileContext, starts: date) -> tuple[Revision, ...]:
    """Read revisions, in order of date; whatever each leaves as it was, the operation never ends before it starts."""
    revisions: list[Revision] = []
    last, what, ends = file.announced, "the announcement", top.get_day_or_none("ends")
    for fields in top.get_tables("revision"):
        revision = _read_revision(fields, file, _read_day_not_before(fields, "on", last, what))
        last, what = revision.on, "the revision above it,"
        starts, ends = revision.starts or starts, revision.ends or ends
        if ends is not None and ends < starts:
            fields.location.raise_problem(
                f"it would end on {ends}, before its start of {starts}; this revision needs both dates."
            )
        revisions.append(revision)
    return tuple(revisions)


def _read_revision(fields: TomlTable, file: _FileContext, on: date) -> Revision:
    fields.refuse_unknown_keys(_list_allowed_keys(Revision))
    return Revision(
        on=on,
        kind=fields.get_choice("kind", REVISION_KINDS),
        what=fields.get_text("what"),
        sources=_read_cited_sources(fields, file),
        starts=_read_day_not_before_or_none(fields, "starts", file.announced, "the announcement"),
        ends=_read_day_not_before_or_none(fields, "ends", file.announced, "the announcement"),
        cities=fields.get_known_names_or_none("cities", file.valid_names.cities, "city"),
        cohorts=fields.get_known_names_or_none("cohorts", file.valid_names.cohorts, "cohort"),
        reason=fields.get_text_or_none("reason"),
        evidence=_read_evidence(fields),
        what_es=fields.get_text_or_none("what_es"),
        reason_es=fields.get_text_or_none("reason_es"),
    )


def _read_claim(fields: TomlTable, file: _FileContext) -> Claim:
    fields.refuse_unknown_keys(_list_allowed_keys(Claim))
    number, low, high = _read_amount(fields, "number")
    amounts = [item for item in (number, low, high) if item is not None]
    if amounts and "unit" not in fields.values:
        fields.location.raise_problem('a number without a unit; add unit = "people", "percent" or what it counts.')
    return Claim(
        **_read_texts(fields, "who", "where", "says"),
        **_read_texts_or_none(fields, "unit", "population", "period", "reason", "note"),
        **_read_texts_or_none(
            fields, "who_es", "where_es", "says_es", "population_es", "period_es", "reason_es", "note_es"
        ),
        id=fields.get_id(),
        on=fields.get_day("on"),
        number=number,
        low=low,
        high=high,
        bound=fields.get_choice("bound", BOUNDS, "exactly"),
        period_from=fields.get_day_or_none("period_from"),
        period_to=_read_period_end(fields),
        cities=fields.get_known_names_or_none("cities", file.valid_names.cities, "city") or (),
        cohort=fields.get_choice("cohort", file.valid_names.cohorts) if "cohort" in fields.values else None,
        records=_read_records_field(fields, file.valid_names),
        methods=fields.get_texts("methods"),
        complement=fields.get_bool("complement"),
        verdict=_read_verdict(fields),
        quotation=fields.get_line_or_none("quotation"),
        evidence=_read_evidence(fields),
        sources=_read_cited_sources(fields, file),
    )


def _read_period_end(fields: TomlTable) -> date | None:
    first = fields.get_day_or_none("period_from")
    return (
        fields.get_day_or_none("period_to")
        if first is None
        else _read_day_not_before_or_none(fields, "period_to", first, "the beginning")
    )


def _read_records_field(fields: TomlTable, known: ValidNames) -> str:
    """Read how the records can answer; whoever says that they cannot, or that the law does, gives the reason."""
    answer = fields.get_name("records")
    place = fields.location.descend("records")
    if known.measures is not None and answer not in NON_MEASURE_ANSWERS and answer not in known.measures:
        valid = [*known.measures, *NON_MEASURE_ANSWERS]
        place.raise_problem(
            f"{quote_value(answer)} is neither a measure nor one of {', '.join(NON_MEASURE_ANSWERS)}"
            f"{suggest_names(answer, valid)}"
        )
    if answer in NON_MEASURE_ANSWERS and "reason" not in fields.values:
        place.raise_problem(f'"{answer}" needs the reason; add reason = "...".')
    return answer


def _read_verdict(fields: TomlTable) -> str | None:
    """Read a verdict is computed from the records; a file gives one only where the law answers."""
    by_law = fields.values.get("records") == LAW
    if by_law:
        return fields.get_choice("verdict", VERDICTS)
    if "verdict" in fields.values:
        fields.location.descend("verdict").raise_problem('only a claim with records = "law" has a verdict; remove it.')
    return None


def _read_amount(fields: TomlTable, key: str) -> tuple[float | None, float | None, float | None]:
    value, low, high = (fields.get_number_or_none(name) for name in (key, "low", "high"))
    if value is not None and (low is not None or high is not None):
        fields.location.descend(key).raise_problem(f'"{key}" and a range; use one or the other.')
    if low is not None and high is not None and low > high:
        fields.location.descend("low").raise_problem(f"low ({low}) is above high ({high}); swap or fix them.")
    if fields.values.get("unit") == PERCENT:
        _refuse_over_100(fields, {key: value, "low": low, "high": high})
    return value, low, high


def _refuse_over_100(fields: TomlTable, amounts: dict[str, float | None]) -> None:
    for name, amount in amounts.items():
        if amount is not None and amount > 100:
            fields.location.descend(name).raise_problem(
                f"{quote_value(amount)} percent is more than 100; fix the number or the unit."
            )


def _read_figures(top: TomlTable, key: str, kind: type[FigureKind], file: _FileContext) -> tuple[FigureKind, ...]:
    figures = _read_unique_parts(top, key, lambda fields: _read_figure(fields, kind, file))
    ids = {figure.id for figure in figures}
    for index, figure in enumerate(figures):
        if figure.part_of is not None and (figure.part_of not in ids or figure.part_of == figure.id):
            place = top.location.descend(key, index, "part_of")
            place.raise_problem(
                f"{quote_value(figure.part_of)} is not another {key} in this file{suggest_names(figure.part_of, ids)}"
            )
    return figures


def _read_figure(fields: TomlTable, kind: type[FigureKind], file: _FileContext) -> FigureKind:
    fields.refuse_unknown_keys(_list_allowed_keys(Figure))
    value, low, high = _read_amount(fields, "value")
    if value is None and (low is None or high is None):
        fields.location.raise_problem("no figure; add value, or low and high.")
    return kind(
        **_read_texts(fields, "name", "unit"),
        **_read_texts_or_none(fields, "name_es", "note", "note_es", "locator", "part_of"),
        id=fields.get_id(),
        as_of=fields.get_day("as_of"),
        value=value,
        low=low,
        high=high,
        bound=fields.get_choice("bound", BOUNDS, "exactly"),
        evidence=_read_evidence(fields),
        sources=_read_cited_sources(fields, file),
    )


def _read_police_statements(top: TomlTable, file: _FileContext) -> tuple[PoliceStatement, ...]:
    return tuple(_read_police_statement(fields, file) for fields in top.get_tables("police"))


def _read_police_statement(fields: TomlTable, file: _FileContext) -> PoliceStatement:
    fields.refuse_unknown_keys(_list_allowed_keys(PoliceStatement))
    return PoliceStatement(
        agency=fields.get_text("agency"),
        city=fields.get_choice("city", file.valid_names.cities),
        position=fields.get_choice("position", POLICE_POSITIONS),
        on=fields.get_day("on"),
        says=fields.get_text("says"),
        sources=_read_cited_sources(fields, file),
        evidence=_read_evidence(fields),
        says_es=fields.get_text_or_none("says_es"),
    )


def _read_evidence(fields: TomlTable) -> str:
    return fields.get_choice("evidence", EVIDENCE_KINDS, "direct")


def _read_texts(fields: TomlTable, *keys: str) -> dict[str, Any]:
    return {key: fields.get_text(key) for key in keys}


def _read_texts_or_none(fields: TomlTable, *keys: str) -> dict[str, Any]:
    return {key: fields.get_text_or_none(key) for key in keys}


PartWithId = TypeVar("PartWithId", Claim, Capacity, Assumption, Outcome)


def _read_unique_parts(top: TomlTable, key: str, build: Callable[[TomlTable], Any]) -> tuple[Any, ...]:
    """Read the parts of an array of tables, no id twice."""
    built: dict[str, Any] = {}
    for fields in top.get_tables(key):
        part = build(fields)
        if part.id in built:
            fields.location.descend("id").raise_problem(
                f"{quote_value(part.id)} is there twice; ids must be unique in a file."
            )
        built[part.id] = part
    return tuple(built.values())
