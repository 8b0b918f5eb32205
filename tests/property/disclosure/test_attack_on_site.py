"""Two months of a whole site, with all that its server answers, in the hands of one reader.

The reader follows every link from every entrance in both languages, the earlier month in the archive too, asks Explore
for every split, and takes pages, tables, feeds, embeds, lists of search and pictures. The numbers, in whatever form,
are those of the plan; the reader knows what adds up, and which years are over, and solves for counts of 1 to 10.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finalorder import api
from finalorder.answers import AnswerRow
from finalorder.disclosure import load_policy, open_plan
from finalorder.disclosure.rounding import RoundedCount
from finalorder.lake import Lake, Release
from finalorder.measures import can_group, get_method
from finalorder.site import PublishedRows, SiteSettings, publish_site, require_plan
from support.attacker import NO_LIMIT, Attacker, find_breaches
from support.made_once import MadeOnce
from support.months import MONTHS
from support.published_tables import round_by
from support.site_crawler import Crawler, list_questions, restore_row

pytestmark = pytest.mark.soak

CITIES, ELSEWHERE = ("Denver", "Miami"), "elsewhere"
SPLITS = ("custody", "represented", "juvenile", "nationality", "in-absentia")
#: what is solved for: counts of orders and of cases, and both numbers of a share
ASKED = (
    ("orders_issued", "orders_issued", "numerator"),
    ("backlog", "backlog", "numerator"),
    ("in_absentia", "M1a", "numerator"),
    ("in_absentia", "M1a", "denominator"),
)
#: every table of them that is published, its margins too
GROUPINGS = (
    ("city", "fiscal-year"),
    *(("city", split) for split in SPLITS),
    *(("fiscal-year", split) for split in SPLITS if split != "nationality"),
)
#: so many counts of 1 to 10 are attacked; years before these are over
COUNTS, LAST_YEARS = 12, "FY2025"
Cell = frozenset[tuple[str, str]]
Printed = Mapping[tuple[Any, ...], set[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def two_months(lake_of_months: Path, made_once: MadeOnce) -> Path:
    """The last two of the months, built with their plan, and published one after the other."""
    return made_once.make("two-months", lambda folder: write_two_months(lake_of_months.parent, folder))


def write_two_months(months: Path, folder: Path) -> None:
    for month in MONTHS[-2:]:
        api.build(months / f"{month}.zip", folder / "lake")
        publish_month(folder / "lake", month, folder / "site")


def open_month(lake: Path, month: str) -> Release:
    opened = Lake(lake)
    return opened.open_release(next(name for name in opened.list_release_names() if month in name))


def publish_month(lake: Path, month: str, site: Path) -> None:
    release = open_month(lake, month)
    rows = PublishedRows(release, require_plan(open_plan(release), release.name), CITIES)
    publish_site(rows, site, SiteSettings("https://example.org"))


@pytest.fixture(scope="session")
def crawled(two_months: Path) -> Crawler:
    pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
    from finalorder.server import LiveSite, ServerSettings, create_app

    crawler = Crawler(create_app(LiveSite(two_months / "site"), ServerSettings(rate=0)))
    crawler.crawl()
    crawler.explore(list_questions(("orders-issued", "backlog", "in-absentia"), ("", "denver", "miami"), ("", *SPLITS)))
    return crawler


def test_everything_that_leads_somewhere_is_taken(crawled: Crawler) -> None:
    assert len(crawled.printed) == 2
    for kind in ("html", "json", "csv", "parquet", "svg", "png", "atom", "xml", "txt"):
        assert crawled.kinds.get(kind), f"no file of the kind {kind} among {crawled.kinds}"
    assert any(address.startswith("/en/explore/") and address.endswith(".csv") for address in crawled.seen)
    assert any(address.startswith("/r/") and "/es/" in address for address in crawled.seen)


def test_a_number_is_the_same_wherever_it_is_printed(crawled: Crawler) -> None:
    """One that was rounded twice, in two ways, would be narrowed down by both."""
    for release, printed in crawled.printed.items():
        twice = {name: numbers for name, numbers in printed.items() if len(numbers) > 1}
        assert not twice, (release, list(twice.items())[:3])


def describe(row: AnswerRow) -> Cell:
    """What a number is about."""
    said = {"city": row.city, "fiscal-year": row.period, "class": row.order_class}
    said |= {row.by_1: row.level_1, row.by_2: row.level_2}
    return frozenset((name, level) for name, level in said.items() if name and level)


@dataclass
class Month:
    """The counts of a method in one month, as they are, and between what the site has printed each."""

    truths: dict[Cell, int]
    known: dict[Cell, tuple[int, int]]


def read_month(lake: Path, release: str, printed: Printed, asked: tuple[str, str, str]) -> Month:
    """Read one of the numbers of a method's rows: of the nation and of the cities that have pages."""
    measure, method, part = asked
    truths = {}
    for by in (each for each in GROUPINGS if can_group(get_method(method), each)):
        for row in api.measure(measure, lake, release=release, methods=[method], by=list(by), profile="none"):
            if row.city in ("", *CITIES) and getattr(row, part) is not None:
                truths[describe(row)] = int(getattr(row, part))
    known = {}
    for name, numbers in printed.items():
        row = restore_row(name, min(numbers, key=str))
        is_asked = (row.measure, row.method) == (measure, method) and not row.cohort and not row.operation
        dimensions = {name for name, _ in describe(row)} - {"class"}
        if is_asked and row.city in ("", *CITIES) and any(dimensions <= set(by) for by in GROUPINGS):
            known[describe(row)] = read_bounds(row, part)
            truths.setdefault(describe(row), 0)
    return Month(truths, known)


def read_bounds(row: AnswerRow, part: str) -> tuple[int, int]:
    """Between what a number lies that is printed, or hidden."""
    policy, number = load_policy(), getattr(row, part)
    if number is None:
        return (0, policy.first_shown - 1) if part == "denominator" or row.floor is None else (row.floor, row.ceiling)
    if part == "numerator":
        return int(row.floor or 0), int(row.ceiling or 0)
    return int(number) - policy.rounded_to // 2, int(number) + policy.rounded_to // 2 - 1


class Reader:
    """Who has what was printed of some months, and knows which numbers are sums of others and which years are over."""

    def __init__(self, months: list[Month], rule: Callable[[int], RoundedCount] | None = None) -> None:
        self.attacker, self.months = Attacker(), months
        for number, month in enumerate(months):
            published = {frozenset(name for name, _ in cell) for cell in month.known}
            hidden = (0, load_policy().first_shown - 1)
            for cell, truth in month.truths.items():
                # of a table that the site has, what is not printed is hidden; of others nothing is known
                is_there = frozenset(name for name, _ in cell) in published
                bounds = month.known.get(cell, hidden if is_there else (0, NO_LIMIT))
                least, most = (rule(truth).floor, rule(truth).ceiling) if rule else bounds
                assert least <= truth <= most, (sorted(cell), truth, least, most)
                self.attacker.tell((number, cell), least, most)
            self._add_up(number, month.truths)
        for before, after in pairwise(range(len(months))):
            for cell, truth in months[before].truths.items():
                if is_over(cell) and months[after].truths.get(cell) == truth:
                    self.attacker.weigh([((before, cell), 1.0), ((after, cell), -1.0)], 0, 0)

    def _add_up(self, number: int, truths: dict[Cell, int]) -> None:
        for whole, name, parts in list_sums(truths):
            total = sum(truths[part] for part in parts)
            rest = [] if name != "city" else [(number, whole, ELSEWHERE)]
            if total == truths[whole] or rest:
                self.attacker.add_up((number, whole), [*((number, part) for part in parts), *rest])

    def attack(self, most: int) -> list[int]:
        """How many values are left to some counts of 1 to 10."""
        cells = [(at, cell) for at, month in enumerate(self.months) for cell in month.truths]
        small = sorted((each for each in cells if 1 <= self.months[each[0]].truths[each[1]] <= 10), key=str)
        chosen = np.random.default_rng(1).permutation(len(small))[:most]
        return self.attacker.count_values(small[at] for at in chosen)


def is_over(cell: Cell) -> bool:
    return any(name == "fiscal-year" and level < LAST_YEARS for name, level in cell)


def list_sums(cells: Iterable[Cell]) -> Iterator[tuple[Cell, str, list[Cell]]]:
    """Every number that is the sum of others: the whole, one more dimension, and the parts by it."""
    known, groups = set(cells), defaultdict(list)
    for cell in known:
        for name, level in cell:
            groups[cell - {(name, level)}, name].append(cell)
    return ((whole, name, parts) for (whole, name), parts in groups.items() if whole in known)


@pytest.fixture(scope="session")
def months(two_months: Path, crawled: Crawler) -> dict[tuple[str, str, str], list[Month]]:
    return {
        asked: [
            read_month(two_months / "lake", name, printed, asked) for name, printed in sorted(crawled.printed.items())
        ]
        for asked in ASKED
    }


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_two_months_of_a_site_leave_every_small_count_its_values(
    months: dict[tuple[str, str, str], list[Month]], asked: tuple[str, str, str]
) -> None:
    assert all(len(month.known) > 50 for month in months[asked])
    values = Reader(months[asked]).attack(COUNTS)
    assert len(values) == COUNTS
    assert find_breaches(values) == []


def test_a_rule_of_single_counts_is_caught_in_a_site(months: dict[tuple[str, str, str], list[Month]]) -> None:
    """That of fives is not, in so small a site: ``test_attack_on_months`` catches it."""
    assert find_breaches(Reader(months[ASKED[0]], round_by(1, 11)).attack(COUNTS)) != []
