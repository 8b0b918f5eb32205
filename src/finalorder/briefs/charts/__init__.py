"""Charts and the map as inline SVG, drawn when the page is made, from specifications in a chart grammar."""

from collections.abc import Iterator, Mapping

from finalorder.briefs.charts.drawing import Chart, Finding, pictured
from finalorder.briefs.charts.flow import flow
from finalorder.briefs.charts.groups import groups, multiples
from finalorder.briefs.charts.needed import needed
from finalorder.briefs.charts.notice import notice
from finalorder.briefs.charts.paths import paths
from finalorder.briefs.charts.places import places
from finalorder.briefs.charts.shares import METHODS, lawyers, methods
from finalorder.briefs.charts.speed import speed
from finalorder.briefs.data import Book
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.wording import Words

__all__ = ["METHODS", "Chart", "charts_of"]
BY_LAWYER = ("share_in_absence_lawyer", "share_in_absence_no_lawyer")


def charts_of(scope: Lookup, words: Words, book: Book, city: str = "", prefix: str = "") -> Mapping[str, Chart]:
    """The charts of the index, or with a city those of its page, by kind; ``prefix`` sets their files apart."""
    found = [*(() if city else _of_all(scope, words, book)), *_of_each(scope, words, book, city)]
    return {each.kind: pictured(each, words, scope.stamps, prefix) for each in found if each is not None}


def _of_all(scope: Lookup, words: Words, book: Book) -> Iterator[Finding | None]:
    yield places(scope, words)
    yield multiples(scope, words)
    yield paths(scope, words, book.share("share_in_absence"))
    yield methods(scope, words)


def _of_each(scope: Lookup, words: Words, book: Book, city: str) -> Iterator[Finding | None]:
    yield groups(scope, words, city)
    yield flow(scope, words, book.share("share_in_absence", city), city)
    yield notice(scope, words, city)
    yield lawyers(words, [book.share(name, city) for name in BY_LAWYER])
    yield needed(scope, words, book.needed, city)
    yield speed(book.incidence(city), words)
