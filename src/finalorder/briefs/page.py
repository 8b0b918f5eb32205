"""The pages: one set of templates, filled from the scope, the claims and the cited figures, for all cities or for one.

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
from finalorder.briefs.lookup import Lookup, Split
from finalorder.briefs.numbers import Numbers
from finalorder.briefs.references import References, link
from finalorder.briefs.site import Site
from finalorder.briefs.wording import Words
from finalorder.cohorts import cohort
from finalorder.context.answers import Fact
from finalorder.disclosure import AnswerRow
from finalorder.ledger.deadlines import Clock, clocks
from finalorder.measures import ALL, ANY, LANGUAGES, SPLITS, WAYS, waves
from finalorder.operations import Operation, said
from finalorder.operations.claims import NOT_IN_RECORDS, ClaimAnswer
from finalorder.operations.inputs import FAMILY_DOCKET
from finalorder.operations.model import ANSWERS
from finalorder.operations.pace import FAMILIES, HORIZONS, OTHERS
from finalorder.operations.scope import Scope
from finalorder.registry import rows as registry_rows

TEMPLATES = Path(__file__).parent / "templates"
SECTIONS = (
    "announced", "answer", "map", "scope", "path", "speed", "notice", "lawyers", "deadlines", "capacity", "outcome",
    "part", "claims", "methods", "disclosure", "provenance", "help", "sources",
)  # fmt: skip
#: what is said of all cities and of none alone
OF_ALL = ("map", "outcome")
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
NEEDED = ("families_found", "beds_needed", "beds_free", "beds_short", "monitors_needed", "monitors_in_use")
#: the measures that the page explains, in its methods; ``needed`` and ``cited`` stand for several
COUNTED = (
    "standing_orders", "standing_orders_detained_courts", "standing_orders_nation", "standing_families", *SERIES,
    "share_in_absence", "share_represented", "share_in_absence_lawyer", "share_in_absence_no_lawyer", "in_absentia",
    "in_absentia_CI", "appearance_missed", "needed", "cited",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Material:
    """All that the pages are made of, in every language."""

    scope: Scope
    claims: Sequence[ClaimAnswer]
    figures: Figures
    book: Book
    site: Site
    command: str
    version: str


def html(material: Material, words: Words, charts: Mapping[str, Chart], city: str = "") -> str:
    """The whole page of a city, or with none the index, as text."""
    return _environment().get_template("page.html.j2").render(_context(material, words, charts, city))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    return Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))


def _context(material: Material, words: Words, charts: Mapping[str, Chart], city: str) -> dict[str, Any]:
    scope, operation = material.scope, material.scope.operation
    return {
        **_functions(material, words, city),
        **_place(material, words, city),
        "t": words,
        "lang": words.lang,
        "op": operation,
        "scope": scope,
        "as_of": scope.as_of,
        "release": scope.release,
        "simulated": scope.release.simulated,
        "stamps": [stamp.split(" ", maxsplit=1)[0].lower() for stamp in scope.shown.stamps],
        "cities": operation.cities,
        "groups": [*operation.cohorts, ANY, ALL],
        "cohorts": [cohort(name) for name in operation.cohorts],
        "courts": _courts(operation.cities),
        "city_names": [words.named("city", each) for each in operation.cities],
        "paths": SPLITS["path"],
        "custody": SPLITS["custody"],
        "ways": WAYS,
        "languages": LANGUAGES,
        "waves": waves(scope.as_of, "rescission"),
        "reopening_waves": waves(scope.as_of, "reopening"),
        "columns": COLUMNS,
        "series": SERIES,
        "dockets": (FAMILIES, OTHERS),
        "horizons": HORIZONS,
        "needed": NEEDED,
        "docket": FAMILY_DOCKET,
        "counted": COUNTED,
        "figures": material.figures,
        "charts": charts,
        "command": material.command,
        "version": material.version,
        "hidden_cells": material.book.profile.log(),
        "css": _style(),
    }


def _place(material: Material, words: Words, city: str) -> dict[str, Any]:
    """What differs between the index and a city's page."""
    operation, site = material.scope.operation, material.site
    claims = [answer for answer in material.claims if not city or city in answer.claim.cities]
    return {
        "city": city,
        "here": [city] if city else operation.cities,
        "sections": [name for name in SECTIONS if _wanted(name, operation, city)],
        "claims": claims,
        "claim_rows": {answer.claim.id: _beside(answer, material.book) for answer in claims},
        "police": [police for police in operation.police if city in ("", police.city)],
        "silent": [] if city else _silent(operation, words),
        "site": site,
        "index": site.file("", words.lang),
        "clocks": {clock.name: clock for clock in _clocks(material.scope)},
    }


def _clocks(scope: Scope) -> list[Clock]:
    """The dates of an order in absence that was made on the day of the announcement."""
    return clocks(scope.operation.announced, in_absentia=True)


def _functions(material: Material, words: Words, city: str) -> dict[str, Any]:
    """What templates call: they look rows up and have them written."""
    scope, book = material.scope, material.book
    numbers, references, lookup = Numbers(book, words), References(scope.operation), Lookup(scope)
    incidence = {(row.level_2, row.level_1): row for row in book.incidence(city)}
    return {
        "n": numbers,
        "count": lookup.count,
        "told": lookup.told,
        "detained": lookup.detained,
        "families": lookup.families,
        "orders": lookup.orders,
        "incidence": lambda docket, horizon: incidence[docket, horizon],
        "methods": [lookup.share(method) for method in METHODS],
        "share": book.share,
        "need": book.needed,
        "in_brackets": lambda name: numbers.in_brackets(book.share(name, city)),
        "in_other": lambda lang: Words(lang)(f"page.in_{lang}"),
        "is_unjudged": _is_unjudged,
        "explained": lambda answer: _explained(answer, words.lang),
        "cannot_kind": lambda claim: claim.records if claim.records in ANSWERS else "none",
        "fact_name": lambda fact: _fact_name(fact, words),
        "place": lambda fact: _place_of(fact, words),
        "said": lambda part, field: said(part, field, words.lang),
        "cite": references.cite,
        "references": references.sources,
        "link": link,
    }


def _wanted(section: str, operation: Operation, city: str) -> bool:
    """Sections that a city's page, or an operation without such parts, does not have."""
    parts: dict[str, Sequence[object]] = {"claims": operation.claims, "outcome": operation.outcomes}
    return (section not in parts or bool(parts[section])) and not (city and section in OF_ALL)


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


def _place_of(fact: Fact, words: Words) -> str:
    """Where ICE printed it: file, sheet and cell."""
    found = fact.later or fact
    one_cell = "cell" if found.cell.isalnum() else "cells"
    return words.plain(f"place.{one_cell}", file=found.source_file, sheet=found.sheet, cell=found.cell)
