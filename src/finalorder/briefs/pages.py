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

from finalorder.answers import AnswerRow
from finalorder.briefs.brief_data import BriefData
from finalorder.briefs.charts import COMPARED_METHODS, Chart
from finalorder.briefs.charts.city_map import load_city_positions
from finalorder.briefs.html_numbers import NumberRenderer
from finalorder.briefs.ice_figures import IceFigures
from finalorder.briefs.page_files import Site
from finalorder.briefs.references import References, render_link
from finalorder.briefs.row_index import ScopeLookup, SplitLevel
from finalorder.ice import Fact
from finalorder.ledger import Deadline, compute_deadlines
from finalorder.measures import ORDER_LANGUAGES, PATHWAYS, SPLITS, list_deadline_months
from finalorder.operations import (
    INCIDENCE_HORIZONS,
    NON_MEASURE_ANSWERS,
    NOT_IN_RECORDS,
    ClaimAnswer,
    Operation,
    Scope,
)
from finalorder.registry import load_unknown_facts, read_registry_rows
from finalorder.words import Words, localize

TEMPLATES = Path(__file__).parent / "templates"
SECTIONS = (
    "announced",
    "answer",
    "map",
    "scope",
    "path",
    "speed",
    "notice",
    "representation",
    "deadlines",
    "capacity",
    "held",
    "outcome",
    "unpublished",
    "part",
    "claims",
    "methods",
    "disclosure",
    "provenance",
    "help",
    "sources",
)
#: what is said of all cities and of none alone
INDEX_ONLY_SECTIONS = ("map", "outcome", "unpublished")
#: what is shown of each group in each city, as splits and levels; of several, the first that is counted
GROUP_TABLE_COLUMNS: tuple[tuple[SplitLevel, ...], ...] = (
    (("path", "in_absentia"), ("in_absentia", "yes")),
    (("represented", "yes"),),
    (("rider", "yes"),),
    (("rescission_deadline", "open"),),
    (("rescission_deadline", "closed"),),
    (("rescission_deadline", "none"),),
    (("reopening_deadline", "open"),),
    (("reopening_deadline", "closed"),),
)
ORDER_MEASURES = ("orders_issued", "orders_undone", "orders_not_undone")
NEED_MEASURES = ("families_found", "beds_needed", "beds_free", "beds_short", "monitors_needed", "monitors_in_use")
#: the measures that the page explains, in its methods; ``needed`` and ``cited`` stand for several
EXPLAINED_MEASURES = (
    "standing_orders",
    "standing_orders_detained_courts",
    "standing_orders_nation",
    "standing_families",
    *ORDER_MEASURES,
    "share_in_absentia",
    "share_represented",
    "share_in_absentia_represented",
    "share_in_absentia_not_represented",
    "in_absentia",
    "in_absentia_CI",
    "appearance_missed",
    "needed",
    "cited",
)


@dataclass(frozen=True, slots=True)
class BriefMaterial:
    """All that the pages are made of, in every language."""

    scope: Scope
    claims: Sequence[ClaimAnswer]
    figures: IceFigures
    brief_data: BriefData
    site: Site
    command: str
    version: str


def render_page(material: BriefMaterial, words: Words, charts: Mapping[str, Chart], city: str = "") -> str:
    """Render the whole page of a city, or with none the index, as text."""
    return _create_environment().get_template("page.html.j2").render(_build_context(material, words, charts, city))


@cache
def _create_environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _read_stylesheet() -> Markup:
    return Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))


def _build_context(material: BriefMaterial, words: Words, charts: Mapping[str, Chart], city: str) -> dict[str, Any]:
    scope, operation = material.scope, material.scope.operation
    return {
        **_bind_template_functions(material, words, city),
        **_build_page_context(material, words, city),
        "t": words,
        "lang": words.lang,
        "op": operation,
        "scope": scope,
        "as_of": scope.as_of,
        "release": scope.release,
        "simulated": scope.release.simulated,
        "stamps": [stamp.split(" ", maxsplit=1)[0].lower() for stamp in scope.shown.stamps],
        "cities": operation.cities,
        "groups": scope.groups,
        "summary": scope.summary_group,
        "cohorts": [operation.find_group(name) for name in operation.cohorts],
        "courts": _find_court_codes(operation.cities),
        "city_names": [words.translate_name("city", each) for each in operation.cities],
        "paths": SPLITS["path"],
        "custody": SPLITS["custody"],
        "ways": PATHWAYS,
        "languages": ORDER_LANGUAGES,
        "waves": list_deadline_months(scope.as_of, "rescission"),
        "reopening_waves": list_deadline_months(scope.as_of, "reopening"),
        "columns": GROUP_TABLE_COLUMNS,
        "series": ORDER_MEASURES,
        "dockets": _list_focus_levels(operation),
        "horizons": INCIDENCE_HORIZONS,
        "needed": NEED_MEASURES,
        "docket": operation.family_cohort,
        "counted": EXPLAINED_MEASURES,
        "figures": material.figures,
        "charts": charts,
        "command": material.command,
        "version": material.version,
        "hidden_cells": material.brief_data.scope_shown.summarize_rows(),
        "css": _read_stylesheet(),
    }


def _build_page_context(material: BriefMaterial, words: Words, city: str) -> dict[str, Any]:
    """Return what differs between the index and a city's page."""
    operation, site = material.scope.operation, material.site
    claims = [answer for answer in material.claims if not city or city in answer.claim.cities]
    return {
        "city": city,
        "here": [city] if city else operation.cities,
        "sections": [name for name in SECTIONS if _has_section(name, material, city)],
        "claims": claims,
        "claim_rows": {answer.claim.id: _select_claim_rows(answer, material.brief_data) for answer in claims},
        "police": [police for police in operation.police if city in ("", police.city) or not police.city],
        "silent": [] if city else _find_silent_cities(operation, words),
        "site": site,
        "index": site.name_page("", words.lang),
        "clocks": {clock.name: clock for clock in _compute_clocks(material.scope)},
    }


def _compute_clocks(scope: Scope) -> list[Deadline]:
    """Compute the dates of an order in absentia that was made on the day of the announcement."""
    return compute_deadlines(scope.operation.first_day, in_absentia=True)


def _bind_template_functions(material: BriefMaterial, words: Words, city: str) -> dict[str, Any]:
    """Return what templates call: they look rows up and have them written."""
    scope, book = material.scope, material.brief_data
    numbers, references, lookup = NumberRenderer(book, words), References(scope.operation), ScopeLookup(scope)
    incidence = {(row.level_2, row.level_1): row for row in book.find_incidence(city)}
    return {
        "n": numbers,
        "count": lookup.find_count,
        "find_first_count": lookup.find_first_count,
        "detained": lookup.find_detained_count,
        "families": lookup.find_family_count,
        "orders": lookup.find_order_count,
        "incidence": lambda docket, horizon: incidence[docket, horizon],
        "methods": [row for method in COMPARED_METHODS if (row := lookup.find_docket_share(method))],
        "share": book.find_share,
        "need": book.find_need,
        "in_brackets": lambda name: numbers.render_in_brackets(book.find_share(name, city)),
        "in_other": lambda lang: Words(lang)(f"page.in_{lang}"),
        "is_unjudged": _is_unjudged,
        "explained": lambda answer: _split_explanation(answer, words.lang),
        "cannot_kind": lambda claim: claim.records if claim.records in NON_MEASURE_ANSWERS else "none",
        "fact_name": lambda fact: _describe_fact(fact, words),
        "place": lambda fact: _cite_fact_cell(fact, words),
        "unknown": lambda name: localize(load_unknown_facts()[name], words.lang, words.lang),
        "localize_field": lambda part, field: localize(part, field, words.lang),
        "cite": references.cite,
        "references": references.sources,
        "link": render_link,
    }


def _has_section(section: str, material: BriefMaterial, city: str) -> bool:
    """Return whether a page has a section: the operation and the lake have what it needs."""
    operation, figures = material.scope.operation, material.figures
    has: dict[str, bool] = {
        "claims": bool(operation.claims),
        "outcome": bool(operation.outcomes),
        "speed": bool(operation.focus and operation.focus.against),
        "map": any(city in load_city_positions() for city in operation.cities),
        "held": any(c in figures.held or c in figures.arrests for c in ([city] if city else operation.cities)),
        "unpublished": bool(operation.unpublished),
        "capacity": bool(operation.capacities or operation.assumptions or operation.placement or material.figures),
        "part": bool(operation.police or figures.agreements or figures.has_agency_list or not operation.is_nationwide),
    }
    return has.get(section, True) and not (city and section in INDEX_ONLY_SECTIONS)


def _list_focus_levels(operation: Operation) -> list[str]:
    """List what the operation is about and what it is set beside, as levels of its dimension."""
    focus = operation.focus
    return [level for level in (focus.level, focus.against) if level] if focus else []


def _is_unjudged(answer: ClaimAnswer) -> bool:
    """Return whether a simulated release stands in for the records: the verdict would be no verdict."""
    return bool(answer.rows) and not answer.judged and answer.verdict == NOT_IN_RECORDS


def _split_explanation(answer: ClaimAnswer, lang: str) -> tuple[str, str]:
    """Split what the method found, and what is known of the claim besides: the second is true of the real records."""
    reason = localize(answer.claim, "reason", lang)
    return answer.explain(lang).removesuffix(reason).strip(), reason


def _select_claim_rows(answer: ClaimAnswer, book: BriefData) -> list[AnswerRow]:
    rows = book.files["claims"]
    return [row for row in rows if row.level_1 == answer.claim.id and row.measure != "claim"]


def _find_court_codes(cities: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Find the codes of each city's courts: non-detained and detained."""
    found: dict[str, dict[str, list[str]]] = {city: {"non_detained": [], "detained": []} for city in cities}
    for row in read_registry_rows("cities"):
        if row["city"] in found:
            found[row["city"]]["detained" if row["docket"] == "detained" else "non_detained"].append(row["court_code"])
    return found


def _find_silent_cities(operation: Operation, words: Words) -> list[str]:
    """Find the cities whose police are not known to have said anything."""
    heard = {police.city for police in operation.police}
    return [words.translate_name("city", city) for city in operation.cities if city not in heard]


def _describe_fact(fact: Fact, words: Words) -> str:
    """Describe what a figure of ICE's files is of: its measure, then what narrows it."""
    found = fact.later or fact
    narrowed = (found.facility, found.technology, found.population, found.category, found.period)
    details = [words.translate_name("detail", text) for text in narrowed if text]
    name = words.translate_name("fact", found.measure)
    return f"{name} ({', '.join(details)})" if details else name


def _cite_fact_cell(fact: Fact, words: Words) -> str:
    """Name where ICE printed it: file, sheet and cell."""
    found = fact.later or fact
    one_cell = "cell" if found.cell.isalnum() else "cells"
    return words.format_plain(f"place.{one_cell}", file=found.source_file, sheet=found.sheet, cell=found.cell)
