"""The pages: one set of templates, filled from the scope, the claims and the cited figures, for all cities or for one.

Templates get functions and not numbers, so that every number they print comes from a row with a handle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from finalorder.answers import NO_PROVENANCE, AnswerRow, Provenance
from finalorder.briefs.brief_data import DATA_FILES, BriefData
from finalorder.briefs.charts import COMPARED_METHODS, Chart
from finalorder.briefs.city_numbers import fold_levels, list_city_numbers, name_level
from finalorder.briefs.data_page import render_data_rows
from finalorder.briefs.filling import create_environment, read_stylesheet
from finalorder.briefs.html_numbers import NumberRenderer
from finalorder.briefs.ice_figures import IceFigures
from finalorder.briefs.legal_help import LegalHelp
from finalorder.briefs.page_files import Site
from finalorder.briefs.page_top import (
    choose_headline,
    group_by_verdict,
    has_local_police,
    has_means,
    is_unjudged,
    list_lacking,
    list_results,
    list_unknowns,
    select_police,
    summarize_verdicts,
)
from finalorder.briefs.references import References, render_link
from finalorder.briefs.row_index import ScopeLookup, SplitLevel
from finalorder.ice import Fact
from finalorder.measures import ALL_STANDING, ORDER_LANGUAGES, PATHWAYS, SPLITS, list_deadline_months
from finalorder.operations import (
    INCIDENCE_HORIZONS,
    NON_MEASURE_ANSWERS,
    ClaimAnswer,
    Operation,
    Scope,
    list_outcome_shares,
)
from finalorder.registry import load_unknown_facts, read_registry_rows
from finalorder.words import Words, localize

#: what a page of a city has, and what the page of all cities has, from the top
CITY_SECTIONS = ("help", "announced", "numbers", "how", "hold", "aftermath", "claims", "about")
INDEX_SECTIONS = (
    "help",
    "announced",
    "cities",
    "numbers",
    "groups",
    "how",
    "hold",
    "outcome",
    "unpublished",
    "claims",
    "methods",
    "about",
)
#: what is shown of each group in each city, as splits and levels; of several, the first that is counted
GROUP_TABLE_COLUMNS: tuple[tuple[SplitLevel, ...], ...] = (
    (("path", "in_absentia"), ("in_absentia", "yes")),
    (("represented", "yes"),),
    (("rider", "yes"),),
    (("rescission_deadline", "open"),),
    (("rescission_deadline", "closed"),),
    (("reopening_deadline", "open"),),
)
CLOCKS = ("rescission", "reopening")
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
class Publication:
    """How a brief is published: the command that makes it, the version, its address, the day it is printed."""

    command: str
    version: str
    address: str
    printed: date
    has_png: bool = False
    has_handout: bool = False
    provenance: Provenance = NO_PROVENANCE


@dataclass(frozen=True, slots=True)
class BriefMaterial:
    """All that the pages are made of, in every language."""

    scope: Scope
    claims: Sequence[ClaimAnswer]
    figures: IceFigures
    brief_data: BriefData
    site: Site
    publication: Publication


def render_page(material: BriefMaterial, words: Words, charts: Mapping[str, Chart], city: str = "") -> str:
    """Render the whole page of a city, or with none the index, as text."""
    return create_environment().get_template("page.html.j2").render(build_context(material, words, charts, city))


def render_handout(material: BriefMaterial, words: Words, city: str = "") -> str:
    """Render the two pages to print for a city, or with none for all of them, as text."""
    return create_environment().get_template("handout.html.j2").render(build_context(material, words, {}, city))


def render_data_page(material: BriefMaterial, words: Words) -> str:
    """Render the page of the rows behind the numbers, as text."""
    context = build_context(material, words, {}, "")
    rows = render_data_rows(material.brief_data, words)
    filled = [file for file in DATA_FILES if material.brief_data.files[file]]
    return create_environment().get_template("data.html.j2").render(context | {"rows": rows, "filled": filled})


def build_context(material: BriefMaterial, words: Words, charts: Mapping[str, Chart], city: str) -> dict[str, Any]:
    """Build what the templates of a page can name."""
    return {
        **_build_shared_context(material, words),
        **_build_place_context(material, words, city),
        **_bind_template_functions(material, words, city),
        "charts": charts,
    }


def _build_shared_context(material: BriefMaterial, words: Words) -> dict[str, Any]:
    """Build what stands on every page of a language."""
    scope, operation, published = material.scope, material.scope.operation, material.publication
    months = {clock: list_deadline_months(scope.as_of, clock) for clock in CLOCKS}
    return {
        "css": read_stylesheet("style.css"),
        "handout_css": read_stylesheet("handout.css"),
        "lang": words.lang,
        "t": words,
        "op": operation,
        "as_of": scope.as_of,
        "release": scope.release,
        "simulated": scope.release.simulated,
        "scale": _find_scale(scope),
        "stamps": [stamp.split(" ", maxsplit=1)[0].lower() for stamp in scope.shown.stamps],
        "help": LegalHelp(words, published.printed),
        "cohorts": [operation.find_group(name) for name in operation.cohorts],
        "group_names": [words.translate_name("group", name) for name in operation.cohorts],
        "groups": scope.groups,
        "summary": scope.summary_group,
        "cities": operation.cities,
        "city_names": [words.translate_name("city", city) for city in operation.cities],
        "by_size": ScopeLookup(scope).list_cities_by_size(),
        "courts": _find_court_codes(operation.cities),
        "ways": PATHWAYS,
        "paths": SPLITS["path"],
        "waves": months["rescission"],
        "reopening_waves": months["reopening"],
        "languages": ORDER_LANGUAGES,
        "needed": NEED_MEASURES,
        "docket": operation.family_cohort,
        "dockets": _list_focus_levels(operation),
        "horizons": INCIDENCE_HORIZONS,
        "series": ORDER_MEASURES,
        "columns": GROUP_TABLE_COLUMNS,
        "counted": _list_explained(material),
        "files": DATA_FILES,
        "final_orders": list_outcome_shares(operation, "final_orders"),
        "outcome_bases": {each.id: each for each in operation.outcomes},
        "figures": material.figures,
        "published": published,
        "hidden_cells": material.brief_data.scope_shown.summarize_rows(),
    }


def _list_explained(material: BriefMaterial) -> list[str]:
    """List the measures that the pages use, to be explained: what an operation would need only where that is drawn."""
    book = material.brief_data
    used = {row.measure for file in ("scope", "measures", "capacity") for row in book.files[file]}
    found = {"in_absentia_CI": bool(book.find_incidence()), "needed": bool(used & set(NEED_MEASURES)), "cited": True}
    return [name for name in EXPLAINED_MEASURES if found.get(name, name in used)]


def _find_scale(scope: Scope) -> int:
    """Find how many times larger the real volume is than a simulated release; 1 for a real one or one of full size."""
    simulation = scope.release.manifest.simulation
    return 1 if simulation is None or simulation.scale <= 0 else max(1, round(1 / simulation.scale))


def _build_place_context(material: BriefMaterial, words: Words, city: str) -> dict[str, Any]:
    """Build what differs between the index and a city's page."""
    operation, site = material.scope.operation, material.site
    lookup = ScopeLookup(material.scope, material.brief_data.cut)
    figures, claims = material.figures, _select_claims(material.claims, city)
    here = [city] if city else lookup.list_cities_by_size()
    one_city, is_alone = here[0] if len(here) == 1 else "", bool(city) or len(operation.cities) <= 1
    return {
        "city": city,
        "here": here,
        "with_total": here if len(operation.cities) == 1 else ["", *here],
        "reached": _list_reached_places(operation, words, city),
        "place_name": _name_place(operation, words, city),
        "sections": _list_sections(material, city),
        "one_city": one_city,
        "is_alone": is_alone,
        "numbers": list_city_numbers(lookup, material.brief_data, words, one_city) if is_alone else [],
        "has_means": has_means(operation, figures, city),
        "lacking": list_lacking(operation, figures, words, city) if city else [],
        "index_has_hold": has_means(operation, figures, "") or has_local_police(operation, figures, ""),
        "held_first": {each: (*figures.held.get(each, ())[:1], *figures.arrests.get(each, ())) for each in here},
        "held_facilities": {each: figures.held.get(each, ())[1:] for each in here},
        "checked": summarize_verdicts(material.claims, words),
        "headline": choose_headline(material.claims),
        "results": list_results(operation),
        "unknowns": list_unknowns(operation, figures, words, city),
        "claims": claims,
        "by_verdict": group_by_verdict(claims),
        "claim_rows": {answer.claim.id: _select_claim_rows(answer, material.brief_data) for answer in claims},
        "police": select_police(operation, city),
        "revision_days": [words.format_day(day) for day in sorted({revision.on for revision in operation.revisions})],
        "silent": [] if city else _find_silent_cities(operation, words),
        "site": site,
        "what_if": None if city else material.brief_data.find_what_if(),
        "index": site.name_page("", words.lang),
        "data_page": site.name_data_page(words.lang),
    }


def _bind_template_functions(material: BriefMaterial, words: Words, city: str) -> dict[str, Any]:
    """Bind what templates call: they look rows up and have them written."""
    scope, book = material.scope, material.brief_data
    numbers = NumberRenderer(book, words, material.site.name_data_page(words.lang))
    references, lookup = References(), ScopeLookup(scope, book.cut)
    incidence = {(row.level_2, row.level_1): row for row in book.find_incidence(city)}
    here = [city] if city else lookup.list_cities_by_size()
    return {
        "n": numbers,
        "count": lookup.find_count,
        "find_first_count": lookup.find_first_count,
        "detained": lookup.find_detained_count,
        "families": lookup.find_family_count,
        "orders": lookup.find_order_count,
        "incidence": lambda docket, horizon: incidence[docket, horizon],
        "methods": [row for method in COMPARED_METHODS if (row := lookup.find_docket_share(method))],
        "absence": book.find_absence(city),
        "share": book.find_share,
        "need": book.find_need,
        "outcome_share": book.find_outcome_share,
        "in_brackets": lambda name: numbers.render_in_brackets(book.find_share(name, city)),
        "in_other": lambda lang: Words(lang)(f"page.in_{lang}"),
        "is_unjudged": is_unjudged,
        "is_shown": lambda row: row is not None and row.value is not None,
        "explained": lambda answer: _split_explanation(answer, words.lang),
        "cannot_kind": lambda claim: claim.records if claim.records in NON_MEASURE_ANSWERS else "none",
        "fact_name": lambda fact: _describe_fact(fact, words),
        "has_waves": lambda city: _has_waves(lookup, city),
        "level": lambda split, name: name_level(words, split, name),
        "fold_levels": partial(fold_levels, lookup, here),
        "place": lambda fact: _cite_fact_cell(fact, words),
        "localize_field": lambda part, field: localize(part, field, words.lang),
        "cite": references.cite,
        "references": references,
        "link": render_link,
        "unknown": lambda name: localize(load_unknown_facts()[name], words.lang, words.lang),
    }


def _list_reached_places(operation: Operation, words: Words, city: str) -> list[tuple[str, str]]:
    """List places that were named and the courts that hear their cases: of a city's page those of its court."""
    found: dict[tuple[str, ...], list[str]] = {}
    for place in operation.places:
        if place.kind not in ("court", "state") and (not city or city in place.cities):
            found.setdefault(tuple(place.cities), []).append(place.name)
    return [
        (words.join_items(names), words.join_items([words.translate_name("city", each) for each in cities]))
        for cities, names in found.items()
    ]


def _select_claims(claims: Sequence[ClaimAnswer], city: str) -> list[ClaimAnswer]:
    """Select the claims of a page: of a city's those that name it."""
    return [answer for answer in claims if not city or city in answer.claim.cities]


def _list_sections(material: BriefMaterial, city: str) -> list[str]:
    """List the sections of a page: an operation without such parts has none, and one in one city no list of cities."""
    operation, figures = material.scope.operation, material.figures
    is_alone = bool(city) or len(operation.cities) <= 1
    parts: dict[str, object] = {
        "claims": _select_claims(material.claims, city),
        "hold": bool(city) or has_means(operation, figures, city) or has_local_police(operation, figures, city),
        "outcome": operation.outcomes,
        "unpublished": operation.unpublished,
        "aftermath": operation.outcomes or operation.unpublished,
        "cities": operation.cities and not is_alone,
        "numbers": is_alone,
        "groups": operation.cohorts,
    }
    return [name for name in (CITY_SECTIONS if city else INDEX_SECTIONS) if parts.get(name, True)]


def _name_place(operation: Operation, words: Words, city: str) -> str:
    """Name a city, or all cities or the country where a page is of none; of an operation in one city always that."""
    if city or len(operation.cities) == 1:
        return words.translate_name("city", city or operation.cities[0])
    return words.format_plain("scope.total_nation" if operation.is_nationwide else "cities.together")


def _has_waves(lookup: ScopeLookup, city: str) -> bool:
    """Return whether any month in which deadlines close has a number that is printed."""
    months = ((clock, month) for clock in CLOCKS for month in list_deadline_months(lookup.as_of, clock))
    return any(lookup.find_count(city, ALL_STANDING, f"{clock}_closes", month).value for clock, month in months)


def _list_focus_levels(operation: Operation) -> list[str]:
    """List what the operation is about and what it is set beside, as levels of its dimension."""
    focus = operation.focus
    return [level for level in (focus.level, focus.against) if level] if focus else []


def _split_explanation(answer: ClaimAnswer, lang: str) -> tuple[str, str]:
    """Split what the method found, and what is known of the claim besides: the second is true of the real records."""
    reason = localize(answer.claim, "reason", lang)
    return answer.explain(lang).removesuffix(reason).strip(), reason


def _select_claim_rows(answer: ClaimAnswer, book: BriefData) -> list[AnswerRow]:
    rows = book.files["claims"]
    return [row for row in rows if row.level_1 == answer.claim.id and row.measure != "claim"]


def _find_court_codes(cities: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Find the codes of each city's courts: headline and detained."""
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
    """Cite where ICE printed it: file, sheet and cell."""
    found = fact.later or fact
    one_cell = "cell" if found.cell.isalnum() else "cells"
    return words.format_plain(f"place.{one_cell}", file=found.source_file, sheet=found.sheet, cell=found.cell)
