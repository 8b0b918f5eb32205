"""The language of ``--where`` and of cohort files: a conjunction of ``dimension in (values)``, never SQL.

``--where city=Miami,Atlanta --where custody=N`` asks for what is in either city and never detained. Dimensions and
their levels are the registry's closed list; there are no ids, birth months or exact days among them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NoReturn

import pyarrow as pa

from finalorder import registry
from finalorder.answers.level_ranges import abridge_levels, describe_day, list_open_runs, parse_range
from finalorder.errors import InputError, normalize_name, quote_value, suggest_names

_VALUE_PATTERN = re.compile(r"[^,]+|(?<![^,])(?=,|$)")


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """Where a condition is written: in an option of the command line, or on a line of a file."""

    file: str = ""
    line: int = 0
    option: str = "--where"

    def raise_problem(self, offset: int, what: str) -> NoReturn:
        """Raise the problem found at an offset of the line."""
        place = f"{self.file}, line {self.line}, column {offset + 1}: " if self.file else f"{self.option}: "
        raise InputError(place + what)


WHERE_OPTION = SourceLocation()


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked: for each dimension named, the levels that are in. An empty condition holds of every row."""

    dims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.dims)

    @property
    def text(self) -> str:
        """The same text for every way to write the same condition: ``city in (Miami); custody in (N)``."""
        return "; ".join(f"{name} in ({', '.join(abridge_levels(name, levels))})" for name, levels in self.dims.items())

    def build_tables(self) -> dict[str, pa.Table]:
        """Return what SQL joins on, so that no value stands in its text.

        ``where_dimensions`` has one row a dimension asked (``dimension``, ``place`` from 1), ``where_values`` one row a
        dimension and level that is in (``dimension``, ``level``). Names are those of SQL (``fiscal_year``).
        """
        columns = [registry.load_dimensions()[name].column for name in self.dims]
        pairs = [(c, level) for c, levels in zip(columns, self.dims.values(), strict=True) for level in levels]
        return {
            "where_dimensions": pa.table(
                {
                    "dimension": pa.array(columns, pa.string()),
                    "place": pa.array(range(1, len(columns) + 1), pa.int64()),
                }
            ),
            "where_values": pa.table(
                {
                    "dimension": pa.array([column for column, _ in pairs], pa.string()),
                    "level": pa.array([level for _, level in pairs], pa.string()),
                }
            ),
        }


def parse_conditions(texts: Sequence[str]) -> Condition:
    """Parse the condition of several ``DIMENSION=VALUE,VALUE``, all of which must hold.

    :raises FinalorderError: if a dimension or a value is unknown, naming the nearest that is valid, or if nothing can
        hold.
    """
    return combine_predicates((parse_predicate(text, WHERE_OPTION), WHERE_OPTION) for text in texts)


def parse_predicate(text: str, spot: SourceLocation) -> tuple[str, tuple[str, ...]]:
    """Parse one ``DIMENSION=VALUE,VALUE`` as the dimension's name and the levels named."""
    name, equals, listed = text.partition("=")
    start = len(name) - len(name.lstrip())
    if not equals or not name.strip():
        spot.raise_problem(
            start, f"{quote_value(text)} is not a valid condition; write DIMENSION=VALUE,VALUE, for example city=Miami."
        )
    dimension = _match_dimension(name.strip(), spot, start)
    offset = len(name) + 1
    if not listed.strip():
        spot.raise_problem(
            offset, f"no value of {dimension.name}; write at least one{_format_level_examples(dimension)}"
        )
    named = [_match_levels(dimension, item, spot, offset) for item in _VALUE_PATTERN.finditer(listed)]
    return dimension.name, tuple(dict.fromkeys(level for levels in named for level in levels))


def combine_predicates(predicates: Iterable[tuple[tuple[str, tuple[str, ...]], SourceLocation]]) -> Condition:
    """Return the conjunction; a dimension named twice keeps the levels that are in both. FinalorderError if none is."""
    dims: dict[str, set[str]] = {}
    for (name, levels), spot in predicates:
        dims[name] = dims[name] & set(levels) if name in dims else set(levels)
        if not dims[name]:
            spot.raise_problem(0, f"no value of {name} meets every condition on it; remove one of them.")
    known = registry.load_dimensions()
    order = {name: {level: i for i, level in enumerate(known[name].levels)} for name in dims}
    return Condition({name: tuple(sorted(dims[name], key=order[name].__getitem__)) for name in sorted(dims)})


def split_condition(condition: Condition) -> list[Condition]:
    """Split the condition into conditions that share no case: of one level a dimension,
    or of levels that are one thing.

    Levels are one thing if they are a group of the registry (the courts of a city) or all there are.
    """
    dims = {name: _split_levels(name, levels) for name, levels in condition.dims.items()}
    named = [name for name, parts in dims.items() if parts]
    chosen = product(*(dims[name] for name in named))
    return [Condition(dict(zip(named, levels, strict=True))) for levels in chosen]


def _split_levels(name: str, levels: Sequence[str]) -> list[tuple[str, ...]]:
    dimension, left = registry.load_dimensions()[name], set(levels)
    if left == set(dimension.levels):
        return []
    groups = [group for group in (*dimension.groups, *list_open_runs(dimension, left)) if group <= left]
    left -= frozenset().union(*groups)
    return [*(tuple(sorted(group)) for group in groups), *((level,) for level in levels if level in left)]


def build_level_table() -> pa.Table:
    """Build every level there is: ``dimension``, ``level``, ``name``. A code in a release that is not among them is
    ``unknown`` to conditions and splits, so that no stray text of the file becomes a level.
    """
    rows = [(d.column, level, name) for d in registry.load_dimensions().values() for level, name in d.levels.items()]
    columns = zip(("dimension", "level", "name"), zip(*rows, strict=True), strict=True)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns})


def parse_dimension(name: str) -> registry.Dimension:
    """Parse the dimension of that name, hyphens or underscores; FinalorderError naming the nearest if there is none."""
    return _match_dimension(name, SourceLocation(option="--by"), 0)


def parse_level(name: str, text: str) -> str:
    """Parse the one level of a dimension that a text names; FinalorderError naming the nearest if there is none."""
    found = _VALUE_PATTERN.match(text)
    spot = SourceLocation(option=f"--{name}")
    if found is None or found[0] != text:
        spot.raise_problem(0, f"{quote_value(text)} is not a single value of {name}; use one.")
    return _match_level(parse_dimension(name), found, spot, 0)


def _match_dimension(name: str, spot: SourceLocation, offset: int) -> registry.Dimension:
    known = registry.load_dimensions()
    asked = normalize_name(name).replace("_", "-")
    if asked not in known:
        if unknown := registry.find_unknown_fact(asked):
            spot.raise_problem(offset, f"{quote_value(name)} cannot be asked. {unknown.en}")
        spot.raise_problem(offset, f"{quote_value(name)} is not a known dimension{suggest_names(asked, known)}")
    return known[asked]


def _match_levels(
    dimension: registry.Dimension, item: re.Match[str], spot: SourceLocation, offset: int
) -> tuple[str, ...]:
    """Match the levels that a value names: one, or all from one to another (``2024-10..2025-03``, ``2025-01..``)."""
    if dimension.is_ranged and ".." in item[0]:
        return parse_range(dimension, item[0].strip(), lambda what: spot.raise_problem(offset + item.start(), what))
    return (_match_level(dimension, item, spot, offset),)


def _match_level(dimension: registry.Dimension, item: re.Match[str], spot: SourceLocation, offset: int) -> str:
    """Match the level that a value names: by its code, or by a name that only one code has, whatever the case."""
    text = item[0].strip()
    at = offset + item.start() + len(item[0]) - len(item[0].lstrip())
    if not text:
        spot.raise_problem(at, f"an empty value of {dimension.name}; remove the comma.")
    if text in dimension.levels:
        return text
    known = _index_spellings(dimension)
    if described := describe_day(dimension, text):
        spot.raise_problem(at, described)
    if normalize_name(text) not in known:
        more = (
            "; it looks like a condition, and each needs a --where (or a line) of its own."
            if "=" in text
            else _suggest_level(dimension, text)
        )
        spot.raise_problem(at, f"{quote_value(text)} is not a known value of {dimension.name}{more}")
    return known[normalize_name(text)]


def _suggest_level(dimension: registry.Dimension, text: str) -> str:
    """Suggest the courts that hear a place's cases, where it is a city that is asked for; else levels of like names."""
    if dimension.name == "city" and (place := registry.find_place(text)):
        return f"; its cases are heard in {', '.join(place.cities)}; write city={','.join(place.cities)}."
    return suggest_names(text, _list_level_suggestions(dimension))


def _index_spellings(dimension: registry.Dimension) -> dict[str, str]:
    named: dict[str, list[str]] = {}
    for level, name in dimension.levels.items():
        named.setdefault(normalize_name(name), []).append(level)
    by_name = {name: levels[0] for name, levels in named.items() if len(levels) == 1}
    return by_name | {normalize_name(level): level for level in dimension.levels}


def _list_level_suggestions(dimension: registry.Dimension) -> list[str]:
    return [*dimension.levels, *(name for name in dimension.levels.values() if name not in dimension.levels)]


def _format_level_examples(dimension: registry.Dimension) -> str:
    few = list(dimension.levels)
    return f": {', '.join(few)}." if len(few) <= 12 else f", for example {dimension.column}={few[0]}."
