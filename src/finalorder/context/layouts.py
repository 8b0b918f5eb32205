"""The layouts of ``registry/ice``, as objects: which sheets, tables, labels and columns a file may have."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from finalorder.context.days import PATTERN as DAY
from finalorder.context.grid import key, lookup
from finalorder.registry import data_path


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of labels: the spelling met, compared by ``key``, gives the name that facts carry."""

    name: str
    names: dict[str, str]

    def find(self, label: str) -> str | None:
        """The name for a label, None when the list does not have it."""
        return lookup(self.names, label)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of row labels: the dimension it sets, its vocabulary (``open``: or any text), the name of all of it."""

    dimension: str
    vocabulary: Vocabulary
    whole: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a column header means: metric and unit (no metric: not wanted), dimensions it sets, whether it adds up."""

    header: str
    metric: str
    unit: str
    sets: dict[str, str] = field(default_factory=dict)
    adds: bool = True


@dataclass(frozen=True, slots=True)
class Inner:
    """A second label column, whose label is one part of the row label before it."""

    header: str
    level: Level


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table; see the comments at the top of ``registry/ice/layouts.toml``."""

    name: str
    sheet: str
    clock: str
    labels: tuple[str, ...]
    title: re.Pattern[str] | None
    headers: tuple[str, ...]
    levels: tuple[Level, ...]
    columns: dict[str, Column]
    sets: dict[str, str]
    inner: Inner | None
    total: str
    parts_of: tuple[str, ...]
    core: bool
    required: bool
    repeats: bool
    blank_labels: bool
    sum_inner: bool
    year_to_date: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a table's day comes from: a line of its own sheet, or a sentence in a group of the footnotes."""

    name: str
    line: re.Pattern[str] | None
    title: re.Pattern[str] | None
    term: re.Pattern[str] | None
    text: re.Pattern[str] | None
    says: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: known by a title near its top, else by its name."""

    kind: str
    title: re.Pattern[str] | None
    name: re.Pattern[str]


@cache
def _raw(name: str) -> dict[str, Any]:
    return tomllib.loads(data_path("ice", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def vocabulary(name: str) -> Vocabulary:
    """A closed list of ``registry/ice/vocabularies.toml``."""
    names: dict[str, str] = {}
    for label, others in _raw("vocabularies")[name].items():
        for spelling in (label, *others):
            names[key(spelling)] = label
    return Vocabulary(name, names)


@cache
def sheet_kinds() -> tuple[SheetKind, ...]:
    """The kinds of sheet of a detention statistics workbook, in the order in which they are tried."""
    return tuple(
        SheetKind(s["kind"], _pattern(s.get("title")), re.compile(s["name"])) for s in _raw("layouts")["sheet"]
    )


@cache
def clocks() -> dict[str, Clock]:
    """The clocks by name."""
    found = _raw("layouts")["clock"].items()
    return {
        n: Clock(n, *(_pattern(c.get(part)) for part in ("line", "title", "term", "text", "says"))) for n, c in found
    }


@cache
def tables(sheet: str) -> tuple[Table, ...]:
    """The tables that a kind of sheet may hold."""
    return tuple(_table(t) for t in _raw("layouts")["table"] if t["sheet"] == sheet)


@cache
def facilities() -> dict[str, Any]:
    """The layout of the facilities sheet."""
    layout: dict[str, Any] = _raw("layouts")["facilities"]
    return layout


@cache
def needed() -> tuple[str, ...]:
    """The kinds of sheet without which a workbook is not a detention statistics workbook."""
    return tuple(_raw("layouts")["workbook"]["needs"])


@cache
def remark() -> re.Pattern[str]:
    """What the label of a remark below a table looks like, in lower case."""
    return pattern(_raw("layouts")["workbook"]["remark"])


def family() -> str:
    """What the family of detention statistics workbooks is called."""
    return str(_raw("layouts")["workbook"]["family"])


@cache
def lists(name: str) -> tuple[dict[str, Any], ...]:
    """The layouts of ``registry/ice/lists.toml`` of one kind: files that hold one plain list each."""
    also = _raw("lists")["also"].get(name, {})
    return tuple({"also": also, **layout} for layout in _raw("lists")[name])


def pattern(text: str) -> re.Pattern[str]:
    """A pattern of the registry; ``@day`` in it stands for a day in any of the usual forms."""
    return re.compile(text.replace("@day", DAY))


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return pattern(text) if text else None


def _level(raw: dict[str, Any]) -> Level:
    return Level(raw["dimension"], vocabulary(raw["vocabulary"]), raw.get("whole", ""), bool(raw.get("open")))


def _table(raw: dict[str, Any]) -> Table:
    inner = raw.get("inner")
    return Table(
        name=raw["name"],
        sheet=raw["sheet"],
        clock=raw["clock"],
        labels=tuple(raw.get("labels", [])),
        title=_pattern(raw.get("title")),
        headers=tuple(key(text) for text in raw.get("headers", [])),
        levels=tuple(_level(level) for level in raw["rows"]),
        columns={key(c.header): c for c in _columns(raw)},
        sets=raw.get("sets", {}),
        inner=Inner(inner["header"], _level(inner)) if inner else None,
        total=raw.get("total", ""),
        parts_of=tuple(raw.get("parts_of", [])),
        **{flag: bool(raw.get(flag)) for flag in FLAGS},
    )


FLAGS = ("core", "required", "repeats", "blank_labels", "sum_inner", "year_to_date")


def _columns(raw: dict[str, Any]) -> list[Column]:
    metric, unit, adds = raw.get("metric", ""), raw.get("unit", ""), bool(raw.get("adds", True))
    found = [
        Column(c["header"], c.get("metric", metric), c.get("unit", unit), c.get("sets", {}), c.get("adds", adds))
        for c in raw.get("columns", [])
    ]
    if raw.get("months"):
        for spelling, name in vocabulary("month").names.items():
            found.append(Column(spelling, metric, unit, {"period": name}, adds))
    return found
