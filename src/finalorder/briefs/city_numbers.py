"""A city in numbers: every count of a page in one table, the city beside all cities, in groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow, is_mostly_hidden
from finalorder.briefs.brief_data import BriefData
from finalorder.briefs.row_index import ScopeLookup, SplitLevel
from finalorder.disclosure import load_policy
from finalorder.measures import ALL_STANDING, ORDER_LANGUAGES, PATHWAYS, SPLITS
from finalorder.words import Words

#: the words for the levels of a split; those of the others stand under number.SPLIT.LEVEL
SPLIT_WORDS = {
    "path": "path",
    "notice_lead": "lead_short",
    "notice_trouble": "trouble",
    "custody": "custody_code",
    "language": "language",
    "first_hearing": "flow.first_hearing",
    "first_hearing_notice": "flow.first_hearing_notice",
}
ORDER_SERIES = ("orders_issued", "orders_undone")
ABSENCE_SHARES = ("share_in_absentia_represented", "share_in_absentia_not_represented")
#: the groups of the table that are splits of all standing orders, with the splits and levels of each
SPLIT_GROUPS: tuple[tuple[str, tuple[SplitLevel, ...]], ...] = (
    ("how", (*(("path", at) for at in SPLITS["path"]), ("first_hearing", "missed_first"))),
    (
        "notice",
        (
            *(("first_hearing_notice", at) for at in PATHWAYS["first_hearing_notice"]),
            *(("notice_lead", at) for at in PATHWAYS["notice_lead"][:-1]),
            *(("notice_trouble", at) for at in PATHWAYS["notice_trouble"] if at != "none"),
        ),
    ),
    ("lawyer", (("represented", "yes"), ("represented", "no"))),
    (
        "time",
        (
            *(("rescission_deadline", at) for at in ("open", "closed")),
            ("rescission_pending", "yes"),
            *(("reopening_deadline", at) for at in ("open", "closed")),
        ),
    ),
    ("custody", tuple(("custody", at) for at in SPLITS["custody"])),
    ("language", tuple(("language", at) for at in ORDER_LANGUAGES)),
)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A line of the table: what is counted, in the city and in all cities."""

    label: str
    here: AnswerRow
    all_cities: AnswerRow


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Lines that belong together; ``too_few`` are those hidden or nothing in the city, which a sentence tells."""

    name: str
    lines: Sequence[NumberLine]
    too_few: Sequence[str]


def list_city_numbers(scope: ScopeLookup, book: BriefData, words: Words, city: str) -> list[NumberGroup]:
    """List the groups of the table of a city."""
    groups = [("groups", _list_group_lines(scope, words, city)), ("orders", _list_order_lines(scope, words, city))]
    for name, cells in SPLIT_GROUPS:
        lines = [*_list_split_lines(scope, words, city, cells)]
        groups.append((name, iter([*lines, *_list_share_lines(book, words, city)] if name == "lawyer" else lines)))
    return [_fold_hidden(name, list(lines)) for name, lines in groups]


def fold_levels(
    scope: ScopeLookup, places: Sequence[str], split: str, levels: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Split the columns of a table of places: levels to show, and those that are hidden in most of the places."""
    found = {level: [scope.find_count(place, ALL_STANDING, split, level) for place in places] for level in levels}
    folded = [level for level, rows in found.items() if is_mostly_hidden(rows)]
    return [level for level in levels if level not in folded], folded


def _fold_hidden(name: str, lines: Sequence[NumberLine]) -> NumberGroup:
    few = [line for line in lines if _is_too_few(line.here)]
    return NumberGroup(name, [line for line in lines if line not in few], [line.label for line in few])


def _is_too_few(row: AnswerRow) -> bool:
    """Return whether a row is none, or hidden with fewer than the smallest count that is printed; a wide interval, as
    that of cases in any of several groups, is printed.
    """
    return not row.value and (row.ceiling or 0) < load_policy().first_shown


def _list_group_lines(scope: ScopeLookup, words: Words, city: str) -> Iterator[NumberLine]:
    for group in (ALL_STANDING, *(name for name in scope.groups if name != ALL_STANDING)):
        label = words.translate_name("group_short", group)
        yield NumberLine(label, scope.find_count(city, group), scope.find_count("", group))
    families = words.format_plain("number.families")
    yield NumberLine(families, scope.find_family_count(city), scope.find_family_count())
    detained = words.format_plain("number.detained_courts")
    yield NumberLine(detained, scope.find_detained_count(city), scope.find_detained_count())


def _list_order_lines(scope: ScopeLookup, words: Words, city: str) -> Iterator[NumberLine]:
    for measure in ORDER_SERIES:
        label = words.format_plain(f"number.{measure}")
        yield NumberLine(label, scope.find_order_count(measure, city), scope.find_order_count(measure))
    yield from _list_split_lines(scope, words, city, (("undone_later", "yes"),))


def _list_split_lines(
    scope: ScopeLookup, words: Words, city: str, cells: Sequence[SplitLevel]
) -> Iterator[NumberLine]:  # fmt: skip
    named = set(scope.operation.cohorts)
    for split, level in cells:
        if split == "path" and level in named:
            continue  # the group of that name has the same number
        here, whole = (scope.find_count(place, ALL_STANDING, split, level) for place in (city, ""))
        yield NumberLine(name_level(words, split, level), here, whole)


def _list_share_lines(book: BriefData, words: Words, city: str) -> Iterator[NumberLine]:
    for name in ABSENCE_SHARES:
        yield NumberLine(words.format_plain(f"number.{name}"), book.find_share(name, city), book.find_share(name))


def name_level(words: Words, split: str, level: str) -> str:
    """Return the words for a level of a split."""
    return words.translate_name(SPLIT_WORDS.get(split, f"number.{split}"), level)
