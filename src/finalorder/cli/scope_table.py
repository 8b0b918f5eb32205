"""A scope on a terminal: cities down, groups across, and what can still be done. Every number comes from Shown."""

from collections.abc import Iterator, Sequence

from finalorder import measures
from finalorder.answers import AnswerRow, format_answer_value, list_stamps
from finalorder.operations import Scope, cut_scope
from finalorder.words import Words, localize

#: columns of the second table by the name of their head, each with the split and level it shows
DETAIL_COLUMNS = {
    "in_absentia": ("in_absentia", "yes"),
    "represented": ("represented", "yes"),
    "riders": ("rider", "yes"),
    "rescission_open": ("rescission_deadline", "open"),
    "rescission_closed": ("rescission_deadline", "closed"),
    "reopening_open": ("reopening_deadline", "open"),
    "reopening_closed": ("reopening_deadline", "closed"),
}


def format_scope(scope: Scope, lang: str) -> Iterator[str]:
    """Format the whole answer, line by line, stamps first."""
    scope = cut_scope(scope)
    words, title = Words(lang, scope.operation.messages), localize(scope.operation, "title", lang)
    groups = scope.groups
    names = [words.find_word("group_short", group) for group in groups]
    cities = ["", *scope.operation.cities]
    yield from list_stamps(scope.shown, lang)
    yield words.format_plain("scope_table.title", title=title, day=scope.as_of, release=scope.release.name)
    yield ""
    counts = {city: [scope.find_count(city, group) for group in groups] for city in cities}
    yield from _format_city_table(counts, names, words)
    yield ""
    yield from _format_details(scope, cities, words)
    yield from _format_totals(scope, words)
    yield ""
    yield words.format_plain("scope_table.footnotes")


def _format_details(scope: Scope, cities: Sequence[str], words: Words) -> Iterator[str]:
    """Format what can still be done, for those in any group; nothing where the groups are too narrow to be split."""
    group = scope.summary_group
    splits = {name: split for name, split in DETAIL_COLUMNS.items() if scope.has_count("", group, *split)}
    if not splits:
        return
    yield words.format_plain("scope_table.of_those" if scope.operation.cohorts else "scope_table.of_all")
    details = {city: [scope.find_count(city, group, *split) for split in splits.values()] for city in cities}
    yield from _format_city_table(details, [words.format_plain(f"scope_table.{name}") for name in splits], words)
    yield ""


def _format_totals(scope: Scope, words: Words) -> Iterator[str]:
    """Write the lines of all cities together: families, the family docket's part, what was undone later,
    and when deadlines close.
    """

    def count(row: AnswerRow) -> str:
        return _format_bounded_count(row, words)

    every, any_group = (
        count(scope.find_family_count(cohort=group)) for group in (measures.ALL_STANDING, scope.summary_group)
    )
    yield words.format_plain("scope_table.families", every=every, any_group=any_group)
    if family := scope.operation.family_cohort:
        docket = count(scope.find_count(cohort=family))
        yield words.format_plain("scope_table.docket", count=docket, every=count(scope.find_count()))
    undone = scope.find_count(by="undone_later", level="yes")
    yield words.format_plain("scope_table.undone", count=count(undone))
    for clock in ("rescission", "reopening"):
        months = ", ".join(f"{row.level_1}: {count(row)}" for row in scope.list_deadline_counts(clock))
        yield words.format_plain(f"scope_table.{clock}_months", months=months)
    languages = (f"{words.find_word('language', row.level_1)} {count(row)}" for row in scope.list_language_counts())
    yield words.format_plain("scope_table.languages", languages=", ".join(languages))


def _format_city_table(counts: dict[str, list[AnswerRow]], heads: Sequence[str], words: Words) -> Iterator[str]:
    """Format a line a city, all cities last, a column a head."""
    ordered = [*(city for city in counts if city), ""]
    cells = [[_format_bounded_count(row, words) for row in counts[city]] for city in ordered]
    widths = [max(len(head), *(len(line[i]) for line in cells)) + 2 for i, head in enumerate(heads)]
    total = words.format_plain("scope_table.all_cities" if len(ordered) > 1 else "scope_table.nation")
    names = [words.translate_name("city", city) if city else total for city in ordered]
    first = max(map(len, names))
    yield " " * first + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    for name, line in zip(names, cells, strict=True):
        yield f"{name:<{first}}" + "".join(f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))


def _format_bounded_count(row: AnswerRow, words: Words) -> str:
    """Format the number, with what is certain before it where the records leave that open."""
    text = format_answer_value(row, words.lang)
    return text if row.low is None or row.status == "hidden" else f"{words.format_number(row.low)}–{text}"
