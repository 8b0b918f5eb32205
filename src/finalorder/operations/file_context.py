"""What every part of an operation file is read with: the names that are valid, the sources, the days."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date
from typing import Any

from finalorder.errors import quote_value, suggest_names
from finalorder.operations.operation import EVIDENCE_KINDS, Source
from finalorder.operations.toml_fields import TomlTable


@dataclass(frozen=True, slots=True)
class ValidNames:
    """The names that a file may use; ``cities`` are None where places are looked up as people say them.

    ``folder`` is where the file lies: cohort files beside it count as its own.
    """

    cities: frozenset[str] | None
    cohorts: tuple[str, ...]
    measures: Collection[str] | None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class FileContext:
    """What the parts of one file share."""

    valid_names: ValidNames
    bibliography: dict[str, Source]
    cohorts: tuple[str, ...]
    first_day: date


def list_allowed_keys(kind: type) -> set[str]:
    """The keys that a part's table may have: the fields of what is built from it, citing by ``source``."""
    names = {field.name for field in fields_of(kind)}
    return names - {"sources"} | {"source"} if "sources" in names else names - {"key"}


def read_cited_sources(fields: TomlTable, bibliography: dict[str, Source]) -> tuple[Source, ...]:
    """What a part cites: the key of a source, or a list of keys."""
    if "source" not in fields.values:
        fields.location.raise_problem('no citation; add source = "..." with the key of a [sources.…] table.')
    one = isinstance(fields.values["source"], str)
    keys = (fields.get_text("source"),) if one else fields.get_texts("source")
    place = fields.location.descend("source")
    if not keys:
        place.raise_problem("no citation: the list is empty; name a source.")
    for key in keys:
        if key not in bibliography:
            place.raise_problem(f"{quote_value(key)} is not a source in this file{suggest_names(key, bibliography)}")
    return tuple(bibliography[key] for key in keys)


def read_sources_or_none(fields: TomlTable, bibliography: dict[str, Source]) -> tuple[Source, ...]:
    """What a part cites, if it cites anything."""
    return read_cited_sources(fields, bibliography) if "source" in fields.values else ()


def read_day_not_before(fields: TomlTable, key: str, first: date, what: str) -> date:
    """A day that must be there and not lie before another."""
    day = fields.get_day(key)
    if day < first:
        fields.location.descend(key).raise_problem(f"{day} is before {what} of {first}; fix one of the dates.")
    return day


def read_day_not_before_or_none(fields: TomlTable, key: str, first: date, what: str) -> date | None:
    """The same of a day that may be there."""
    return read_day_not_before(fields, key, first, what) if key in fields.values else None


def read_evidence(fields: TomlTable) -> str:
    """How well a statement is known."""
    return fields.get_choice("evidence", EVIDENCE_KINDS, "direct")


def read_texts(fields: TomlTable, *keys: str) -> dict[str, Any]:
    """Texts that must be there."""
    return {key: fields.get_text(key) for key in keys}


def read_texts_or_none(fields: TomlTable, *keys: str) -> dict[str, Any]:
    """Texts that may be there."""
    return {key: fields.get_text_or_none(key) for key in keys}


def read_unique_parts(top: TomlTable, key: str, build: Callable[[TomlTable], Any]) -> tuple[Any, ...]:
    """The parts of an array of tables, no id twice."""
    built: dict[str, Any] = {}
    for fields in top.get_tables(key):
        part = build(fields)
        if part.id in built:
            fields.location.descend("id").raise_problem(
                f"{quote_value(part.id)} is there twice; ids must be unique in a file."
            )
        built[part.id] = part
    return tuple(built.values())
