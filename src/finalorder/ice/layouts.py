"""The layouts of ``registry/ice``, as objects: which sheets, tables, labels and columns a file may have."""

import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any

from finalorder.ice.date_text import DAY_PATTERN
from finalorder.ice.grid import look_up_label, normalize_label
from finalorder.registry import find_registry_path

NEAR_SPELLING = 0.93
MIN_NEAR_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of labels: the spelling met, compared by ``key``, gives the name that facts carry."""

    name: str
    names: dict[str, str]

    def find(self, label: str) -> str | None:
        """Find the name for a label, None when the list does not have it."""
        return look_up_label(self.names, label)

    def find_near(self, label: str) -> str | None:
        """Find the name whose spelling differs from a label in a letter or two, if there is one such name only."""
        key = normalize_label(label)
        spelt = [known for known in self.names if isinstance(known, str)]
        near = get_close_matches(key, spelt, 3, NEAR_SPELLING) if len(key) >= MIN_NEAR_LENGTH else []
        names = {self.names[spelling] for spelling in near}
        return names.pop() if len(names) == 1 else None


@dataclass(frozen=True, slots=True)
class Level:
    """One level of row labels: the dimension it sets, its vocabulary (``open``: or any text), the name of all of it."""

    dimension: str
    vocabulary: Vocabulary
    whole: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """What a column header means: metric and unit (no metric: not wanted), dimensions it sets, whether it adds up."""

    header: str
    metric: str
    unit: str
    sets: dict[str, str] = field(default_factory=dict)
    adds: bool = True


@dataclass(frozen=True, slots=True)
class InnerColumn:
    """A second label column, whose label is one part of the row label before it."""

    header: str
    level: Level


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One kind of table; see the comments at the top of ``registry/ice/layouts.toml``."""

    name: str
    sheet: str
    clock: str
    labels: tuple[str, ...]
    title: re.Pattern[str] | None
    headers: tuple[str, ...]
    levels: tuple[Level, ...]
    columns: dict[str, ColumnLayout]
    sets: dict[str, str]
    inner: InnerColumn | None
    total: str
    parts_of: tuple[str, ...]
    core: bool
    required: bool
    repeats: bool
    blank_labels: bool
    sum_inner: bool
    year_to_date: bool


@dataclass(frozen=True, slots=True)
class DaySource:
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
def _load_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(find_registry_path("ice", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load_label_vocabulary(name: str) -> Vocabulary:
    """Load a closed list of ``registry/ice/vocabularies.toml``."""
    names: dict[str, str] = {}
    for label, others in _load_toml("vocabularies")[name].items():
        for spelling in (label, *others):
            names[normalize_label(spelling)] = label
    return Vocabulary(name, names)


@cache
def load_sheet_kinds() -> tuple[SheetKind, ...]:
    """Load the kinds of sheet of a detention statistics workbook, in the order in which they are tried."""
    return tuple(
        SheetKind(s["kind"], _compile_optional(s.get("title")), re.compile(s["name"]))
        for s in _load_toml("layouts")["sheet"]
    )


@cache
def load_day_sources() -> dict[str, DaySource]:
    """Load the clocks by name."""
    found = _load_toml("layouts")["clock"].items()
    return {
        n: DaySource(n, *(_compile_optional(c.get(part)) for part in ("line", "title", "term", "text", "says")))
        for n, c in found
    }


@cache
def load_table_layouts(sheet: str) -> tuple[TableLayout, ...]:
    """Load the tables that a kind of sheet may hold."""
    return tuple(_build_table_layout(t) for t in _load_toml("layouts")["table"] if t["sheet"] == sheet)


@cache
def load_facilities_layout() -> dict[str, Any]:
    layout: dict[str, Any] = _load_toml("layouts")["facilities"]
    return layout


@cache
def load_required_kinds() -> tuple[str, ...]:
    """Load the kinds of sheet without which a workbook is not a detention statistics workbook."""
    return tuple(_load_toml("layouts")["workbook"]["needs"])


@cache
def load_remark_pattern() -> re.Pattern[str]:
    """Load what the label of a remark below a table looks like, in lower case."""
    return compile_pattern(_load_toml("layouts")["workbook"]["remark"])


def load_family_name() -> str:
    """Load what the family of detention statistics workbooks is called."""
    return str(_load_toml("layouts")["workbook"]["family"])


@cache
def load_list_layouts(name: str) -> tuple[dict[str, Any], ...]:
    """Load the layouts of ``registry/ice/lists.toml`` of one kind: files that hold one plain list each."""
    also = _load_toml("lists")["also"].get(name, {})
    return tuple({"also": also, **layout} for layout in _load_toml("lists")[name])


def compile_pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of the registry; ``@day`` stands for a day in any of the usual forms,
    ``through`` also for thru.
    """
    return re.compile(text.replace("through", "(?:through|thru)").replace("@day", DAY_PATTERN))


def _compile_optional(text: str | None) -> re.Pattern[str] | None:
    return compile_pattern(text) if text else None


def _build_level(raw: dict[str, Any]) -> Level:
    return Level(
        raw["dimension"], load_label_vocabulary(raw["vocabulary"]), raw.get("whole", ""), bool(raw.get("open"))
    )


def _build_table_layout(raw: dict[str, Any]) -> TableLayout:
    inner = raw.get("inner")
    return TableLayout(
        name=raw["name"],
        sheet=raw["sheet"],
        clock=raw["clock"],
        labels=tuple(raw.get("labels", [])),
        title=_compile_optional(raw.get("title")),
        headers=tuple(normalize_label(text) for text in raw.get("headers", [])),
        levels=tuple(_build_level(level) for level in raw["rows"]),
        columns={normalize_label(c.header): c for c in _build_column_layouts(raw)},
        sets=raw.get("sets", {}),
        inner=InnerColumn(inner["header"], _build_level(inner)) if inner else None,
        total=raw.get("total", ""),
        parts_of=tuple(raw.get("parts_of", [])),
        **{flag: bool(raw.get(flag)) for flag in TABLE_FLAGS},
    )


TABLE_FLAGS = ("core", "required", "repeats", "blank_labels", "sum_inner", "year_to_date")


def _build_column_layouts(raw: dict[str, Any]) -> list[ColumnLayout]:
    metric, unit, adds = raw.get("metric", ""), raw.get("unit", ""), bool(raw.get("adds", True))
    found = [
        ColumnLayout(c["header"], c.get("metric", metric), c.get("unit", unit), c.get("sets", {}), c.get("adds", adds))
        for c in raw.get("columns", [])
    ]
    if raw.get("months"):
        for spelling, name in load_label_vocabulary("month").names.items():
            found.append(ColumnLayout(spelling, metric, unit, {"period": name}, adds))
    return found
