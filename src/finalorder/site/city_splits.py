"""Pages of a city split by one dimension, every measure and method on one: what Explore answers where a server is."""

from collections.abc import Iterator, Sequence

from finalorder.answers import AnswerRow
from finalorder.measures import load_methods
from finalorder.site.addresses import name_city_page
from finalorder.site.explore_pages import find_level, name_part
from finalorder.site.page import Page
from finalorder.site.published_rows import PublishedRows
from finalorder.words import Words

#: dimensions of few levels, a column each
CITY_SPLITS = ("represented", "family-docket", "custody", "docket", "initial", "juvenile")


def list_city_splits(rows: PublishedRows) -> list[str]:
    """List the dimensions by which each city has a page."""
    return [split for split in CITY_SPLITS if f"city.{split}" in rows.plan.tables]


def name_split_page(city: str, split: str) -> str:
    """Name the page of a city by a dimension."""
    return f"{name_city_page(city)}/by/{split}"


def make_city_split_pages(rows: PublishedRows, words: Words) -> Iterator[Page]:
    """Make the pages of every city by every such dimension; one table is read at a time."""
    for split in list_city_splits(rows):
        by_city = rows.read_by_city(f"city.{split}")
        for city in rows.cities:
            yield _make_page(city, split, by_city.get(city, ()), rows, words)


def _make_page(city: str, split: str, found: Sequence[AnswerRow], rows: PublishedRows, words: Words) -> Page:
    name = words.find_word("by", split).replace("-", " ")
    title = words.format_plain("site.city_split.title", city=city, split=name)
    told = {find_level(row, split) for row in found if row.value is not None}
    levels = [level for level in dict.fromkeys(find_level(row, split) for row in found) if level in told]
    context = {
        "city": city,
        "levels": [(level, name_part(split, level, words)) for level in levels],
        "lines": _list_lines(found, split),
    }
    summary = words.format_plain("site.city_split.summary", city=city, split=name)
    return Page(name_split_page(city, split), "city-split", title, summary, context, rows.seal(found))


def _list_lines(found: Sequence[AnswerRow], split: str) -> list[dict[str, AnswerRow]]:
    """List a line for each part of each method with a number, its rows by level, in the order of the methods."""
    order = {method: place for place, method in enumerate(load_methods())}
    lines: dict[tuple[str, ...], dict[str, AnswerRow]] = {}
    for row in sorted(found, key=lambda row: order[row.method]):
        part = row.level_2 if row.by_1 == split else row.level_1
        lines.setdefault((row.measure, row.method, row.order_class, part), {})[find_level(row, split)] = row
    return [line for line in lines.values() if any(row.value is not None for row in line.values())]
