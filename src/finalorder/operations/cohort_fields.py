"""The groups of an operation file: those that ship, ``[[cohort]]`` tables, cohort files beside it, and the focus."""

import re
from dataclasses import dataclass
from pathlib import Path

from finalorder.answers import Condition, SourceLocation, combine_predicates, parse_predicate
from finalorder.cohorts import (
    COHORT_TEXTS,
    CustomCohort,
    build_custom_cohort,
    check_cohort_name,
    read_cohort_file,
    require_narrowing,
)
from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.operations.file_context import ValidNames
from finalorder.operations.operation import Focus, UncountedGroup
from finalorder.operations.toml_fields import TomlLocation, TomlTable
from finalorder.registry import load_dimensions, load_unknown_facts

_COHORT_KEYS = {"name", "conditions", "unknown", *COHORT_TEXTS}
_UNCOUNTED_KEYS = {"name", "unknown", "title", "title_es", "nearest", "nearest_title", "nearest_title_es"}
#: what comes nearest to a group that no record can tell has its name and this
_NEAREST_SUFFIX = "_nearest"
_FOCUS_KEYS = {"dimension", "level", "against", "cohort"}
_COHORT_FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class NamedGroups:
    """The groups that a file names: those that can be counted, in its order, its own among them; and the others."""

    cohorts: tuple[str, ...]
    own: tuple[CustomCohort, ...]
    uncounted: tuple[UncountedGroup, ...]


_CONDITION = SourceLocation(option="condition")


def read_groups(top: TomlTable, known: ValidNames) -> NamedGroups:
    """The groups of ``cohorts``: each ships, is a ``[[cohort]]`` of the file, or a cohort file beside it."""
    tables = {fields.get_text("name"): fields for fields in top.get_tables("cohort")}
    names = top.get_distinct_texts("cohorts", "cohort") if top.values.get("cohorts") else ()
    at = top.location.descend("cohorts")
    own = {name: _read_cohort(name, fields) for name, fields in tables.items() if "unknown" not in fields.values}
    uncounted = {name: _read_uncounted(name, fields) for name, fields in tables.items() if name not in own}
    nearest = [each.nearest for each in uncounted.values() if each.nearest]
    for index, name in enumerate(names):
        if name not in tables and name not in known.cohorts:
            own[name] = _read_beside(name, at.descend(index), known, [*tables, *known.cohorts])
    taken = next((each.name for each in nearest if each.name in own), None)
    if taken is not None:
        at.raise_problem(f"the cohort {quote_value(taken)} has the name of what comes nearest to another; rename it.")
    left = next((name for name in tables if name not in names), None)
    if left is not None:
        at.raise_problem(f"the file's own cohort {quote_value(left)} is not in the list; add it, or remove its table.")
    counted = tuple(name for name in names if name not in uncounted)
    return NamedGroups(
        counted, (*(own[name] for name in counted if name in own), *nearest),
        tuple(uncounted[name] for name in names if name in uncounted),
    )  # fmt: skip


def read_focus(top: TomlTable, cohorts: tuple[str, ...]) -> Focus | None:
    """The docket or group that the operation is about, if the file says."""
    if "focus" not in top.values:
        return None
    fields = top.get_table("focus")
    fields.refuse_unknown_keys(_FOCUS_KEYS)
    dimension = fields.get_choice("dimension", load_dimensions())
    levels = load_dimensions()[dimension].levels
    return Focus(
        dimension,
        fields.get_choice("level", levels),
        fields.get_choice("against", levels) if "against" in fields.values else None,
        fields.get_choice("cohort", cohorts) if "cohort" in fields.values else None,
    )


def parse_condition_texts(texts: tuple[str, ...], at: TomlLocation) -> Condition:
    """Conditions as ``DIMENSION=VALUE,VALUE``, all of which hold; what is wrong is said of its place in the file."""
    found = []
    for index, text in enumerate(texts):
        try:
            found.append((parse_predicate(text, _CONDITION), _CONDITION))
        except InputError as error:
            at.descend(index).raise_problem(_strip_option(error))
    try:
        return combine_predicates(found)
    except InputError as error:
        at.raise_problem(_strip_option(error))


def _strip_option(error: InputError) -> str:
    return str(error).removeprefix(f"{_CONDITION.option}: ")


def _read_cohort(name: str, fields: TomlTable) -> CustomCohort:
    """A cohort of the file itself: its words, and the conditions that its cases meet."""
    fields.refuse_unknown_keys(_COHORT_KEYS)
    _check_name(name, fields)
    texts = {key: text for key in COHORT_TEXTS if (text := fields.get_text_or_none(key, 400)) is not None}
    for key in ("title", "definition", "conditions"):
        fields.require(key)
    return build_custom_cohort(name, texts, _read_conditions(fields, "conditions"))


def _read_conditions(fields: TomlTable, key: str) -> Condition:
    """Read the conditions of a group, which leave somebody out."""
    at = fields.location.descend(key)
    condition = parse_condition_texts(fields.get_distinct_texts(key, "condition"), at)
    try:
        require_narrowing(condition, _CONDITION)
    except InputError as error:
        at.raise_problem(_strip_option(error))
    return condition


def _read_uncounted(name: str, fields: TomlTable) -> UncountedGroup:
    """A group that no court record can tell, and what comes nearest to it, if the file says."""
    fields.refuse_unknown_keys(_UNCOUNTED_KEYS)
    _check_name(name, fields)
    unknown = fields.get_choice("unknown", load_unknown_facts())
    texts = fields.get_text("title"), unknown, fields.get_text_or_none("title_es")
    return UncountedGroup(name, *texts, _read_nearest(name, fields) if "nearest" in fields.values else None)


def _read_nearest(name: str, fields: TomlTable) -> CustomCohort:
    title, title_es = fields.get_text("nearest_title", 400), fields.get_text_or_none("nearest_title_es", 400)
    texts = {"title": title, "definition": title}
    if title_es is not None:
        texts |= {"title_es": title_es, "definition_es": title_es}
    return build_custom_cohort(name + _NEAREST_SUFFIX, texts, _read_conditions(fields, "nearest"))


def _check_name(name: str, fields: TomlTable) -> None:
    try:
        check_cohort_name(name, _CONDITION, 0)
    except InputError as error:
        fields.location.descend("name").raise_problem(_strip_option(error))


def _read_beside(name: str, at: TomlLocation, known: ValidNames, valid: list[str]) -> CustomCohort:
    """The cohort in ``NAME.cohort`` beside the operation file."""
    path = Path(known.folder) / f"{name}.cohort"
    if not known.folder or not _COHORT_FILE_NAME.fullmatch(name) or not path.is_file():
        at.raise_problem(f"{quote_value(name)} is not a known cohort{suggest_names(name, valid)}")
    found = read_cohort_file(path)
    if found.name != name:
        at.raise_problem(
            f"{quote_value(name)}: the file beside it names its cohort {quote_value(found.name)}; rename one."
        )
    return found
