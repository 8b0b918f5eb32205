"""The closed list of dimensions that conditions and splits may name: ``registry/dimensions.toml``."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from finalorder.registry.files import find_registry_path

UNKNOWN = "unknown"
DimensionOwner = Literal["case", "unit", "court", "year", "some measures", "asked"]


class LevelRuleKind(StrEnum):
    """What a rule says: a column whose value is the level, a flag, a day whose fiscal year, calendar year or month it
    is, or SQL for it.
    """

    COLUMN = "column"
    FLAG = "flag"
    DAY = "day"
    YEAR = "year"
    MONTH = "month"
    SQL = "sql"


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How SQL finds the level of a row."""

    kind: LevelRuleKind
    text: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split rows: every row is at exactly one level. ``levels`` maps each to its name, ``unknown`` included.

    ``columns`` are the ledger's (``orders.court_code``); ``now_not_then`` says that the release overwrites them. ``of``
    is what it belongs to where measures count; the rules say how SQL finds the level of a case, of a standing order and
    of the unit of a measure.
    ``groups`` are levels that are one thing when they are asked for together: the courts of a city.

    What is ``of`` "asked" is gathered only when somebody asks it, as of the day asked: by the measures named, or by any
    if none is. ``facts`` is the step that its rules read besides, one row a case. The levels of one that ``is_ranged``
    have an order: all from one of them on are one thing.
    """

    name: str
    meaning: str
    meaning_es: str
    columns: tuple[str, ...]
    levels: Mapping[str, str]
    now_not_then: bool
    of: DimensionOwner
    of_case: LevelRule | None
    of_order: LevelRule | None
    of_unit: LevelRule | None
    groups: tuple[frozenset[str], ...] = ()
    facts: str = ""
    measures: frozenset[str] = frozenset()
    is_ranged: bool = False

    @property
    def is_gathered_when_asked(self) -> bool:
        return self.of == "asked"

    @property
    def ordered_levels(self) -> tuple[str, ...]:
        """Its levels in their order, without the one of rows that have none."""
        return tuple(level for level in self.levels if level != UNKNOWN)

    @property
    def column(self) -> str:
        """The name under which SQL knows it: ``fiscal_year``."""
        return self.name.replace("-", "_")


@cache
def load_dimensions() -> dict[str, Dimension]:
    """Load every dimension by name, in the file's order."""
    read = tomllib.loads(find_registry_path("dimensions.toml").read_text(encoding="utf-8"))
    return {name: _build_dimension(name, fields) for name, fields in read.items()}


def _build_dimension(name: str, fields: dict[str, Any]) -> Dimension:
    levels = _read_levels(fields)
    levels.setdefault(UNKNOWN, UNKNOWN)
    return Dimension(
        name=name,
        meaning=fields["meaning"],
        meaning_es=fields["meaning_es"],
        columns=tuple(fields["columns"]),
        levels=levels,
        now_not_then=fields.get("now_not_then", False),
        of=fields.get("of", "case"),
        of_case=_build_rule(fields.get("case")),
        of_order=_build_rule(fields.get("order")),
        of_unit=_build_rule(fields.get("unit")),
        groups=_read_groups(fields),
        facts=fields.get("facts", ""),
        measures=frozenset(fields.get("measures", ())),
        is_ranged=fields.get("ranged", False),
    )


def _build_rule(fields: dict[str, Any] | None) -> LevelRule | None:
    if fields is None:
        return None
    ((kind, text),) = fields.items()
    return LevelRule(LevelRuleKind(kind), text)


def _read_levels(fields: dict[str, Any]) -> dict[str, str]:
    if "years" in fields:
        first, last = fields["years"]
        return {str(year): f"FY{year}" for year in range(first, last + 1)}
    if "calendar_years" in fields:
        first, last = fields["calendar_years"]
        return {str(year): str(year) for year in range(first, last + 1)}
    if "months_of" in fields:
        first, last = fields["months_of"]
        return {name: name for name in (f"{y}-{m:02}" for y in range(first, last + 1) for m in range(1, 13))}
    if "levels" in fields:
        return {level: level for level in fields["levels"]}
    codes = fields["codes"]
    listed = [(row[codes["code"]].strip(), row[codes["name"]].strip()) for row in _read_code_rows(codes["file"])]
    return {code: name for code, name in listed if code}


def _read_code_rows(name: str) -> list[dict[str, str]]:
    with find_registry_path(*name.split("/")).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _read_groups(fields: dict[str, Any]) -> tuple[frozenset[str], ...]:
    """Read the groups listed, or the codes that have the same text in one column (``grouped_by``)."""
    listed = [frozenset(group) for group in fields.get("groups", [])]
    if by := fields.get("codes", {}).get("grouped_by"):
        grouped: dict[str, set[str]] = {}
        for row in _read_code_rows(fields["codes"]["file"]):
            grouped.setdefault(row[by], set()).add(row[fields["codes"]["code"]])
        listed += [frozenset(group) for group in grouped.values()]
    return tuple(listed)
