"""Every way to measure, as data: one TOML file a method, and one SQL file beside it that says which units it counts."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.measures.unit_dimensions import list_common_dimensions, list_gathered_dimensions
from finalorder.words import localize

HERE = Path(__file__).parent
#: what a method's rows are: a share of units, the parts of a whole, a count, days (quartiles), a cohort incidence
METHOD_KINDS = ("share", "parts", "count", "days", "incidence", "none")


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A value in print: what it says, of whom, where; ``read`` is S (the source itself) or 2 (as reported)."""

    value: float
    unit: str
    period: str
    of: str
    source: str
    url: str
    read: str


@dataclass(frozen=True, slots=True)
class Method:
    """One published way to measure, or one of our own: every choice it makes, in words, and how it is computed.

    ``not_computed`` says why the records cannot support it; such a method has no SQL. ``split`` is the column by which
    its rows always come apart, ``split_levels`` what stands in it (if not the levels of a dimension);
    ``clusters``: its intervals know that the cases of a family are decided together; ``bounds``: its counts have a
    certain number beside the possible one.
    """

    id: str
    order: int
    measure: str
    kind: str
    title: str
    author: str
    citation: str
    url: str = ""
    sentence: str = ""
    sentence_es: str = ""
    unit: str = ""
    numerator: str = ""
    denominator: str = ""
    population: str = ""
    period: str = ""
    pending: str = ""
    reopened: str = ""
    detained: str = ""
    closed: str = ""
    riders: str = ""
    pitfalls: str = ""
    pitfalls_es: str = ""
    note: str = ""
    split: str = ""
    split_levels: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    clusters: bool = False
    bounds: bool = False
    not_computed: str = ""
    not_computed_es: str = ""
    published: tuple[PublishedValue, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Whether the court's file can answer it."""
        return self.kind != "none"

    @property
    def name(self) -> str:
        """The name of its SQL file, its cube and its table in an engine."""
        return self.id.lower()

    @property
    def sql(self) -> str:
        """The SELECT that gives its units.

        :raises FinalorderError: if it is not computed.
        """
        if not self.is_computed:
            raise InputError(f"{self.id} is not computed: {self.not_computed}")
        return (HERE / "units" / f"{self.name}.sql").read_text(encoding="utf-8")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it can be asked by, and under which conditions."""
        return list_common_dimensions() + self.own + list_gathered_dimensions(self.id)

    def describe(self, lang: str = "en") -> str:
        """Describe what it counts, in a sentence; of one that is not computed, why."""
        return localize(self, "sentence" if self.is_computed else "not_computed", lang)


@cache
def load_methods() -> dict[str, Method]:
    """Load every method by its name, in the order of the list."""
    read = [_read_method(path) for path in (HERE / "methods").glob("*.toml")]
    return {method.id: method for method in sorted(read, key=lambda method: method.order)}


def _read_method(path: Path) -> Method:
    fields: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    lists: dict[str, Any] = {name: tuple(fields.pop(name, ())) for name in ("own", "split_levels")}
    lists["published"] = tuple(PublishedValue(**item) for item in fields.pop("published", []))
    return Method(**fields, **lists)


def group_methods_by_measure() -> dict[str, list[Method]]:
    """Return what can be measured, each with its methods."""
    grouped: dict[str, list[Method]] = {}
    for method in load_methods().values():
        grouped.setdefault(method.measure, []).append(method)
    return grouped


def get_method(name: str) -> Method:
    """Return the method of that name, in capitals or not; FinalorderError naming the nearest if there is none."""
    known = {each.lower(): each for each in load_methods()}
    if name.lower() not in known:
        raise InputError(f"there is no method {quote_value(name)}{suggest_names(name, load_methods())}")
    return load_methods()[known[name.lower()]]


def find_methods(name: str) -> list[Method]:
    """Find the method of that name, or the methods of the measure of that name; empty if it is neither."""
    asked = name.lower().replace("-", "_")
    found = [each for each in load_methods().values() if each.id.lower() == asked]
    return found or group_methods_by_measure().get(asked, [])


def choose_methods(measure: str, names: Iterable[str] = ()) -> list[Method]:
    """Choose the methods asked of a measure: those named, or every one that can be computed (none named, or ``all``).

    :raises FinalorderError: if there is no such measure or method, or a method is of another measure or not computed.
    """
    name = measure.lower().replace("-", "_")
    if name not in group_methods_by_measure():
        raise InputError(f"there is no measure {quote_value(measure)}{suggest_names(name, group_methods_by_measure())}")
    asked = [each.strip() for each in names if each.strip()]
    if not asked or any(each.lower() == "all" for each in asked):
        return [each for each in group_methods_by_measure()[name] if each.is_computed]
    return [_check_method(name, get_method(each)) for each in dict.fromkeys(asked)]


def _check_method(measure: str, found: Method) -> Method:
    if found.measure != measure:
        raise InputError(f"{found.id} is a method of {found.measure}; use `finalorder measure {found.measure}`.")
    if not found.is_computed:
        raise InputError(f"{found.id} is not computed: {found.not_computed}")
    return found
