"""An operation file, checked and built part by part."""

from datetime import date

from finalorder.operations.claim_fields import read_claim, read_figures
from finalorder.operations.cohort_fields import read_focus, read_groups
from finalorder.operations.file_context import (
    FileContext,
    ValidNames,
    list_allowed_keys,
    read_cited_sources,
    read_day_not_before,
    read_day_not_before_or_none,
    read_evidence,
    read_sources_or_none,
    read_unique_parts,
)
from finalorder.operations.operation import (
    MONITORING,
    NOWHERE,
    PLACEMENTS,
    POLICE_POSITIONS,
    REVISION_KINDS,
    Assumption,
    Capacity,
    Operation,
    Outcome,
    Phase,
    PlacementRule,
    PoliceStatement,
    Revision,
    Source,
    Unpublished,
)
from finalorder.operations.place_fields import find_named_place, read_cities_or_none, read_extent
from finalorder.operations.toml_fields import TomlTable

_ARRAY_KEYS = {"revision", "claim", "capacity", "assumption", "outcome", "police", "cohort", "phase", "unpublished"}
_TOP_LEVEL_KEYS = {
    "id",
    "title",
    "title_es",
    "summary",
    "summary_es",
    "announced",
    "begun",
    "starts",
    "ends",
    "at_courts",
    "scope",
    "states",
    "cities",
    "cohorts",
    "focus",
    "placement",
}
_TOP_LEVEL_KEYS |= {"source", "sources", *_ARRAY_KEYS}


def read_operation(top: TomlTable, known: ValidNames) -> Operation:
    """Read the operation that a file's top table describes."""
    top.refuse_unknown_keys(_TOP_LEVEL_KEYS)
    identity, title, dates = top.get_id(), top.get_text("title"), _read_dates(top)
    first = min(day for name, day in dates.items() if day and name != "ends")
    extent, groups = read_extent(top, known), read_groups(top, known)
    file = FileContext(known, _read_bibliography(top), groups.cohorts or known.cohorts, first)
    return Operation(
        id=identity,
        title=title,
        **dates,
        at_courts=top.get_bool("at_courts"),
        scope=extent.scope,
        states=extent.states,
        cities=extent.cities,
        places=extent.places,
        cohorts=groups.cohorts,
        own_cohorts=groups.own,
        uncounted=groups.uncounted,
        focus=read_focus(top, groups.cohorts),
        placement=_read_placement(top, file),
        sources=read_cited_sources(top, file.bibliography),
        revisions=_read_revisions(top, file, dates),
        phases=read_unique_parts(top, "phase", lambda fields: _read_phase(fields, file)),
        claims=read_unique_parts(top, "claim", lambda fields: read_claim(fields, file)),
        capacities=read_figures(top, "capacity", Capacity, file),
        assumptions=read_figures(top, "assumption", Assumption, file),
        outcomes=read_figures(top, "outcome", Outcome, file),
        police=_read_police_statements(top, file),
        unpublished=read_unique_parts(top, "unpublished", lambda fields: _read_unpublished(fields, file)),
        bibliography=tuple(file.bibliography.values()),
        summary=top.get_text_or_none("summary"),
        title_es=top.get_text_or_none("title_es"),
        summary_es=top.get_text_or_none("summary_es"),
    )


def _read_dates(top: TomlTable) -> dict[str, date | None]:
    """When it was announced, was to begin, began and ended; one of the first three must be known."""
    announced, begun = top.get_day_or_none("announced"), top.get_day_or_none("begun")
    if announced is None and begun is None:
        top.location.raise_problem('"announced" is missing; add it, or begun for an operation that nobody announced.')
    first, what = (announced, "the announcement") if announced else (begun, "the beginning")
    assert first is not None
    starts = read_day_not_before_or_none(top, "starts", first, what)
    last = max(filter(None, (starts, begun, first if begun is None else None)))
    ends = read_day_not_before_or_none(top, "ends", last, "the start")
    return {"announced": announced, "begun": begun, "starts": starts, "ends": ends}


def _read_bibliography(top: TomlTable) -> dict[str, Source]:
    if "sources" not in top.values:
        top.location.raise_problem("no citation: there is no [sources] table; add one and cite it.")
    table = top.get_table("sources")
    return {key: _read_source(key, table.get_table(key)) for key in table.values}


def _read_source(key: str, fields: TomlTable) -> Source:
    fields.refuse_unknown_keys(list_allowed_keys(Source))
    title, publisher = fields.get_text("title"), fields.get_text_or_none("publisher")
    spanish = {name: fields.get_text_or_none(name) for name in ("title_es", "publisher_es")}
    return Source(key, title, fields.get_url("url"), fields.get_day("date"), publisher, **spanish)


def _read_revisions(top: TomlTable, file: FileContext, dates: dict[str, date | None]) -> tuple[Revision, ...]:
    """The revisions, in order of date; whatever each leaves as it was, the operation never ends before it starts."""
    revisions: list[Revision] = []
    what = "the announcement" if dates["announced"] == file.first_day else "the beginning"
    last, starts, ends = file.first_day, dates["starts"], dates["ends"]
    for fields in top.get_tables("revision"):
        revision = _read_revision(fields, file, read_day_not_before(fields, "on", last, what))
        last, what = revision.on, "the revision above it,"
        starts, ends = revision.starts or starts, revision.ends or ends
        if ends is not None and starts is not None and ends < starts:
            fields.location.raise_problem(
                f"it would end on {ends}, before its start of {starts}; this revision needs both dates."
            )
        revisions.append(revision)
    return tuple(revisions)


def _read_revision(fields: TomlTable, file: FileContext, on: date) -> Revision:
    fields.refuse_unknown_keys(list_allowed_keys(Revision))
    return Revision(
        on=on,
        kind=fields.get_choice("kind", REVISION_KINDS),
        what=fields.get_text("what"),
        sources=read_cited_sources(fields, file.bibliography),
        starts=read_day_not_before_or_none(fields, "starts", file.first_day, "the announcement"),
        ends=read_day_not_before_or_none(fields, "ends", file.first_day, "the announcement"),
        cities=read_cities_or_none(fields, "cities", file.valid_names),
        cohorts=fields.get_known_names_or_none("cohorts", file.cohorts, "cohort"),
        reason=fields.get_text_or_none("reason"),
        evidence=read_evidence(fields),
        what_es=fields.get_text_or_none("what_es"),
        reason_es=fields.get_text_or_none("reason_es"),
    )


def _read_placement(top: TomlTable, file: FileContext) -> PlacementRule | None:
    """Who was to be put where, if anybody said."""
    if "placement" not in top.values:
        return None
    fields = top.get_table("placement")
    fields.refuse_unknown_keys(list_allowed_keys(PlacementRule))
    return PlacementRule(
        citizen_child=fields.get_choice("citizen_child", PLACEMENTS),
        others=fields.get_choice("others", PLACEMENTS),
        when_full=fields.get_choice("when_full", (MONITORING, NOWHERE), NOWHERE),
        monitors_a_family=int(fields.get_number_or_none("monitors_a_family") or 1),
        sources=read_cited_sources(fields, file.bibliography),
    )


def _read_phase(fields: TomlTable, file: FileContext) -> Phase:
    fields.refuse_unknown_keys(list_allowed_keys(Phase))
    starts = fields.get_day("starts")
    return Phase(
        id=fields.get_id(),
        name=fields.get_text("name"),
        starts=starts,
        ends=read_day_not_before_or_none(fields, "ends", starts, "the start"),
        cities=read_cities_or_none(fields, "cities", file.valid_names) or (),
        sources=read_cited_sources(fields, file.bibliography),
        name_es=fields.get_text_or_none("name_es"),
    )


def _read_unpublished(fields: TomlTable, file: FileContext) -> Unpublished:
    fields.refuse_unknown_keys(list_allowed_keys(Unpublished))
    return Unpublished(
        id=fields.get_id(),
        what=fields.get_text("what"),
        sources=read_sources_or_none(fields, file.bibliography),
        reason=fields.get_text_or_none("reason"),
        what_es=fields.get_text_or_none("what_es"),
        reason_es=fields.get_text_or_none("reason_es"),
    )


def _read_police_statements(top: TomlTable, file: FileContext) -> tuple[PoliceStatement, ...]:
    return tuple(_read_police_statement(fields, file) for fields in top.get_tables("police"))


def _read_police_statement(fields: TomlTable, file: FileContext) -> PoliceStatement:
    fields.refuse_unknown_keys(list_allowed_keys(PoliceStatement))
    return PoliceStatement(
        agency=fields.get_text("agency"),
        agency_es=fields.get_text_or_none("agency_es"),
        city=_read_police_city(fields, file),
        position=fields.get_choice("position", POLICE_POSITIONS),
        on=fields.get_day("on"),
        says=fields.get_text("says"),
        sources=read_cited_sources(fields, file.bibliography),
        evidence=read_evidence(fields),
        says_es=fields.get_text_or_none("says_es"),
    )


def _read_police_city(fields: TomlTable, file: FileContext) -> str:
    """The city of the court of the agency's place; empty where it is a whole state's, or the place has several."""
    if "city" not in fields.values:
        return ""
    place = find_named_place(fields.get_text("city"), fields.location.descend("city"), file.valid_names)
    return place.cities[0] if len(place.cities) == 1 else ""
