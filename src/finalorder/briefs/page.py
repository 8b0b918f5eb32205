"""The page: one set of templates, filled from the scope, the claims and the cited figures.

Templates get functions and not numbers, so that every number they print comes from a row with a handle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from finalorder.briefs.charts import METHODS, Chart
from finalorder.briefs.data import Book
from finalorder.briefs.figures import Figures
from finalorder.briefs.numbers import Numbers
from finalorder.briefs.references import References, link
from finalorder.briefs.wording import Words
from finalorder.cohorts import cohort
from finalorder.context.answers import Fact
from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL, ANY, SPLITS
from finalorder.operations import Operation, said
from finalorder.operations.claims import NOT_IN_RECORDS, ClaimAnswer
from finalorder.operations.model import ANSWERS
from finalorder.operations.scope import DETAINED, HEADLINE, Scope
from finalorder.registry import rows as registry_rows

TEMPLATES = Path(__file__).parent / "templates"
SECTIONS = (
    "announced", "answer", "scope", "path", "cities", "orders", "custody", "claims", "capacity", "outcome", "police",
    "methods", "disclosure", "provenance", "help", "sources",
)  # fmt: skip
Split = tuple[str, str]
#: what is told of each group in each city, as splits and levels; of several the first that is counted for the group
COLUMNS: tuple[tuple[Split, ...], ...] = (
    (("path", "in_absence"), ("in_absence", "yes")),
    (("represented", "yes"),),
    (("rider", "yes"),),
    (("rescission_deadline", "open"),),
    (("rescission_deadline", "closed"),),
    (("rescission_deadline", "none"),),
    (("reopening_deadline", "open"),),
    (("reopening_deadline", "closed"),),
)
SERIES = ("orders_issued", "orders_undone", "orders_not_undone")
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a page is made of."""

    scope: Scope
    claims: Sequence[ClaimAnswer]
    figures: Figures
    book: Book
    charts: Mapping[str, Chart]
    command: str
    version: str


class Lookup:
    """Counts of the scope by city, group and split, found at once."""

    def __init__(self, scope: Scope) -> None:
        self._rows: dict[Key, AnswerRow] = {
            (row.measure, row.city, row.cohort, row.by_1, row.level_1): row for row in scope.shown.rows
        }

    def count(self, city: str = "", group: str = ALL, by: str = "", level: str = "") -> AnswerRow:
        """Cases with a standing order in the headline courts of a city, or of all cities."""
        return self._rows[HEADLINE, city, group, by, level]

    def told(self, city: str, group: str, splits: Sequence[Split]) -> AnswerRow | None:
        """The first of these splits that is counted for a group; None where none is."""
        found = (self._rows.get((HEADLINE, city, group, by, level)) for by, level in splits)
        return next((row for row in found if row is not None), None)

    def detained(self, city: str = "", group: str = ALL) -> AnswerRow:
        """The same in a city's detained courts."""
        return self._rows[DETAINED, city, group, "", ""]


def html(material: Material, words: Words) -> str:
    """The whole page as text."""
    template = _environment().get_template("page.html.j2")
    return template.render(_context(material, words))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _context(material: Material, words: Words) -> dict[str, Any]:
    scope, operation = material.scope, material.scope.operation
    return {
        **_functions(material, words),
        "t": words,
        "lang": words.lang,
        "op": operation,
        "scope": scope,
        "as_of": scope.as_of,
        "release": scope.release,
        "simulated": scope.release.simulated,
        "stamps": [stamp.split(" ", maxsplit=1)[0].lower() for stamp in scope.shown.stamps],
        "sections": [name for name in SECTIONS if _wanted(name, scope)],
        "cities": operation.cities,
        "groups": [*operation.cohorts, ANY, ALL],
        "cohorts": [cohort(name) for name in operation.cohorts],
        "courts": _courts(operation.cities),
        "city_names": [words.named("city", city) for city in operation.cities],
        "paths": SPLITS["path"],
        "custody": SPLITS["custody"],
        "columns": COLUMNS,
        "series": SERIES,
        "methods": [scope.share(method) for method in METHODS],
        "claims": material.claims,
        "claim_rows": {answer.claim.id: _beside(answer, material.book) for answer in material.claims},
        "figures": material.figures,
        "silent": _silent(operation, words),
        "charts": material.charts,
        "command": material.command,
        "version": material.version,
        "hidden_cells": material.book.profile.log(),
        "css": Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
    }


def _functions(material: Material, words: Words) -> dict[str, Any]:
    """What templates call: they look rows up and have them written."""
    scope = material.scope
    numbers, references, lookup = Numbers(material.book, words), References(scope.operation), Lookup(scope)
    shares = {row.measure: row for row in material.book.files["measures"] if row.city == ""}
    return {
        "n": numbers,
        "count": lookup.count,
        "told": lookup.told,
        "detained": lookup.detained,
        "orders": scope.orders,
        "in_brackets": lambda name: numbers.in_brackets(shares[name]),
        "is_unjudged": _is_unjudged,
        "explained": lambda answer: _explained(answer, words.lang),
        "cannot_kind": lambda claim: claim.records if claim.records in ANSWERS else "none",
        "fact_name": lambda fact: _fact_name(fact, words),
        "place": lambda fact: _place(fact, words),
        "said": lambda part, field: said(part, field, words.lang),
        "cite": references.cite,
        "references": references.sources,
        "link": link,
    }


def _wanted(section: str, scope: Scope) -> bool:
    """Sections that an operation without such parts does not have."""
    operation = scope.operation
    parts: dict[str, Sequence[object]] = {
        "claims": operation.claims,
        "outcome": operation.outcomes,
        "police": operation.police,
    }
    return section not in parts or bool(parts[section])


def _is_unjudged(answer: ClaimAnswer) -> bool:
    """Whether a simulated release stands in for the records: the verdict would be no verdict."""
    return bool(answer.rows) and not answer.judged and answer.verdict == NOT_IN_RECORDS


def _explained(answer: ClaimAnswer, lang: str) -> tuple[str, str]:
    """What the method found, and what is known of the claim besides: the second is true of the real records."""
    reason = said(answer.claim, "reason", lang) or ""
    text = (answer.explanation_es if lang == "es" else "") or answer.explanation
    return text.removesuffix(reason).strip(), reason


def _beside(answer: ClaimAnswer, book: Book) -> list[AnswerRow]:
    rows = book.files["claims"]
    return [row for row in rows if row.level_1 == answer.claim.id and row.measure != "claim"]


def _courts(cities: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """The codes of each city's courts: headline and detained."""
    found: dict[str, dict[str, list[str]]] = {city: {"headline": [], "detained": []} for city in cities}
    for row in registry_rows("cities"):
        if row["city"] in found:
            found[row["city"]]["detained" if row["docket"] == "detained" else "headline"].append(row["court_code"])
    return found


def _silent(operation: Operation, words: Words) -> list[str]:
    """The cities whose police are not known to have said anything."""
    heard = {police.city for police in operation.police}
    return [words.named("city", city) for city in operation.cities if city not in heard]


def _fact_name(fact: Fact, words: Words) -> str:
    """What a figure of ICE's files is of: its measure, then what narrows it."""
    found = fact.later or fact
    narrowed = (found.facility, found.technology, found.population, found.category, found.period)
    details = [words.named("detail", text) for text in narrowed if text]
    name = words.named("fact", found.measure)
    return f"{name} ({', '.join(details)})" if details else name


def _place(fact: Fact, words: Words) -> str:
    """Where ICE printed it: file, sheet and cell."""
    found = fact.later or fact
    one_cell = "cell" if found.cell.isalnum() else "cells"
    return words.plain(f"place.{one_cell}", file=found.source_file, sheet=found.sheet, cell=found.cell)
