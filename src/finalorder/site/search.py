"""Finding a page by what people call it: cities, places, counties, measures, operations, words; misspelled or not."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from finalorder.briefs import make_slug
from finalorder.errors import normalize_name
from finalorder.operations import Operation
from finalorder.registry import find_place, read_registry_rows
from finalorder.site.addresses import name_city_page, name_measure_page
from finalorder.site.glossary import list_glossary
from finalorder.site.page import Page, name_measure
from finalorder.site.published_rows import PublishedRows
from finalorder.words import Words, localize

#: what can be looked for, and the address of the page that has it
Term = tuple[str, str]
MOST_FOUND, MOST_TEXT = 20, 100
#: the counties and towns that lead to a court, in the site
PLACES = "assets/places.json"
#: two names are alike from here on
LIKENESS = 0.72


def list_search_terms(rows: PublishedRows, operations: Sequence[Operation], words: Words) -> list[Term]:
    """List what can be looked for: cities, places that people say, counties, measures, operations, words."""
    found = [
        *((city, name_city_page(city)) for city in rows.cities),
        *_list_places(rows),
        *((name_measure(measure, words), name_measure_page(measure)) for measure in rows.measures),
        *((measure.replace("_", " "), name_measure_page(measure)) for measure in rows.measures),
        *((localize(each, "title", words.lang), f"operations/{each.id}") for each in operations),
        *((term.name, f"glossary/#{make_slug(term.name)}") for term in list_glossary(words.lang)),
    ]
    return sorted(dict.fromkeys(found))


def _list_places(rows: PublishedRows) -> Iterator[Term]:
    for row in read_registry_rows("place_names"):
        for city in row["cities"].split(";"):
            if city in rows.cities:
                yield f"{row['name']}, {row['state']}", name_city_page(city)
    for row in read_registry_rows("court_counties"):
        place = find_place(f"{row['county']}, {row['state']}")
        for city in place.cities if place else ():
            if city in rows.cities:
                yield f"{row['county']}, {row['state']}", name_city_page(city)


def list_place_pages(rows: PublishedRows) -> dict[str, list[str]]:
    """List the counties and towns that lead to a court, under the address of its city's page."""
    found: dict[str, list[str]] = defaultdict(list)
    names = [*_list_names("counties", "county"), *_list_names("towns", "town")]
    for name in dict.fromkeys(names):
        place = find_place(name)
        for city in place.cities if place else ():
            if city in rows.cities:
                found[f"{name_city_page(city)}/"].append(name)
    return {address: sorted(found[address]) for address in sorted(found)}


def _list_names(table: str, column: str) -> Iterator[str]:
    return (f"{row[column]}, {row['state']}" for row in read_registry_rows(table))


def find_terms(text: str, terms: Sequence[Term], places: Sequence[Term] = ()) -> list[Term]:
    """Find what a text looks for; among counties and towns too, where no page is called so."""
    asked = normalize_name(text[:MOST_TEXT]).strip()
    found = _find_among(text, asked, terms) if asked else []
    if not asked or any(normalize_name(name).startswith(asked) for name, _ in found):
        return found
    near = [term for term in places if _may_be(asked, normalize_name(term[0]))]
    return _find_among(text, asked, [*terms, *near])


def _may_be(asked: str, name: str) -> bool:
    """Whether the name of a place begins as what is asked, and is about as long up to its comma, county or not."""
    return name[:1] == asked[:1] and (asked in name or abs(len(_shorten(name)) - len(_shorten(asked))) <= 2)


def _shorten(name: str) -> str:
    """Leave the state out, and that a county is one."""
    return name.partition(",")[0].removesuffix(" county")


def _find_among(text: str, asked: str, terms: Sequence[Term]) -> list[Term]:
    """Find what is called so or has its words, a place that leads to a court, or else what is alike."""
    plain = {term: normalize_name(term[0]) for term in terms}
    exact = [term for term, name in plain.items() if name == asked or name.partition(",")[0] == asked]
    inside = [term for term, name in plain.items() if all(word in name for word in asked.split())]
    found = [*exact, *inside, *_find_court_cities(text[:MOST_TEXT], terms)]
    if not found:
        found = sorted(
            (term for term in plain if _compare(asked, plain[term]) >= LIKENESS),
            key=lambda term: (-_compare(asked, plain[term]), term),
        )
    return list(dict.fromkeys(found))[:MOST_FOUND]


def _find_court_cities(text: str, terms: Sequence[Term]) -> list[Term]:
    place = find_place(text)
    pages = {name_city_page(city): city for city in place.cities} if place else {}
    return [(f"{text} → {pages[address]}", address) for name, address in terms if pages.get(address) == name]


def _compare(asked: str, name: str) -> float:
    """Compare two names: as they are, with the beginning of the second up to its comma, whatever the order of words."""
    pairs = [
        (asked, name),
        (asked, name.partition(",")[0]),
        (asked, _shorten(name)),
        (_sort_words(asked), _sort_words(name)),
    ]
    return max(difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs)


def _sort_words(text: str) -> str:
    return " ".join(sorted(text.split()))


def make_search_page(text: str, terms: Sequence[Term], words: Words, places: Sequence[Term] = ()) -> Page:
    """Make the page of what was found, with the whole index below where nothing was."""
    found = find_terms(text, terms, places)
    message = "search.found" if found else "search.none"
    summary = words.format_plain(f"site.{message}", text=text[:MOST_TEXT])
    context = {"index": found or terms, "asked": text[:MOST_TEXT]}
    return Page("search", "search", words.format_plain("site.search.title"), summary, context)
