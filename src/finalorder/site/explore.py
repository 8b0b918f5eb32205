"""A question to a published site: what, by which methods, where, split how, in which years; in one short address.

``explore/in-absentia/houston/m1a/custody/2021-2025`` has its parts in this order and leaves out what is as usual: the
nation, every method, by fiscal year, every year. Whatever order or spelling a form has, the address is the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from finalorder.answers import Answer, AnswerRow, Question, make_question
from finalorder.briefs import make_slug
from finalorder.disclosure import PublishedTable
from finalorder.errors import InputError, NotInLakeError, quote_value, suggest_names
from finalorder.measures import Method, get_method
from finalorder.registry import find_place, load_dimensions
from finalorder.site.addresses import name_measure_page
from finalorder.site.published_rows import PublishedRows

EXPLORE = "explore"
YEARS, CITY = "fiscal-year", "city"
#: the names of a form's fields, in the order of an address
FIELDS = ("measure", "city", "method", "by", "years")
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?$")
#: what people write for no choice
_USUAL = frozenset(("", "all", "any", "every", "us", "usa", "united states", "nation", "todos", "todas"))


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """What is asked of a site; empty parts are as usual. ``years`` are the first and the last fiscal year."""

    measure: str
    city: str = ""
    method: str = ""
    split: str = ""
    years: tuple[int, int] | None = None

    @property
    def address(self) -> str:
        """The one address of the question."""
        span = "-".join(map(str, dict.fromkeys(self.years))) if self.years else ""
        parts = (make_slug(self.measure), make_slug(self.city), make_slug(self.method), self.split, span)
        return "/".join([EXPLORE, *filter(None, parts)])

    @property
    def plain_page(self) -> str:
        """The page that every site has of the same numbers, if the question asks no more than that page says."""
        return "" if self.method or self.split or self.years else name_measure_page(self.measure, self.city)

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions that its rows are split by."""
        by_year = (YEARS,) if self.years or not self.split else ()
        return (*((CITY,) if self.city else ()), *by_year, *((self.split,) if self.split else ()))

    def as_question(self, lang: str = "en") -> Question:
        """Return the question as commands ask it."""
        where = [f"{CITY}={self.city}"] if self.city else []
        if self.years:
            where.append(f"{YEARS}={','.join(map(str, range(self.years[0], self.years[1] + 1)))}")
        by = [each for each in self.by if each != CITY]
        methods = [self.method] if self.method else []
        return make_question("measure", self.measure, methods=methods, by=by, where=where, lang=lang)


@dataclass(frozen=True, slots=True)
class SiteAnswer:
    """The published rows that answer a question, those that are hidden too, and the methods behind them."""

    question: SiteQuestion
    methods: tuple[Method, ...]
    answer: Answer

    def translate(self, lang: str) -> "SiteAnswer":
        """Return the same rows as the answer to the question in a language."""
        asked = replace(self.answer.question, lang=lang)
        return replace(self, answer=Answer(asked, self.answer.shown))


def read_form(values: Mapping[str, str], rows: PublishedRows) -> SiteQuestion:
    """Read a question from the fields of a form: ``measure``, ``city``, ``method``, ``by``, ``years``.

    :raises InputError: for a name that is unknown, with the nearest that is valid.
    """
    given = {name: values.get(name, "").strip() for name in FIELDS}
    chosen = {name: "" if text.casefold() in _USUAL else text for name, text in given.items()}
    measure = chosen["measure"] or _find_measure_of(chosen["method"])
    named = _match(measure, rows.measures, "measure")
    method = _match(chosen["method"], [each.id for each in rows.measures[named]], f"method of {named}", optional=True)
    split = _match(chosen["by"], list_splits(rows), "split", optional=True)
    return SiteQuestion(
        named, _match_city(chosen["city"], rows), method, "" if split == YEARS else split, _read_years(chosen["years"])
    )


def read_address(parts: Sequence[str], rows: PublishedRows) -> SiteQuestion:
    """Read a question from the parts of its address, whatever their order.

    :raises InputError: for a part that is nothing that can be asked.
    """
    measures = {make_slug(measure) for measure in rows.measures}
    first = next((part for part in parts if part in measures), parts[0])
    rest = [part for part in parts if part != first]
    found = SiteQuestion(_match(first, rows.measures, "measure"))
    cities = {make_slug(city): city for city in rows.cities}
    methods = {make_slug(each.id): each.id for each in rows.measures[found.measure]}
    for part in rest:
        if part in methods:
            found = replace(found, method=methods[part])
        elif part in list_splits(rows):
            found = replace(found, split="" if part == YEARS else part)
        elif part in cities:
            found = replace(found, city=cities[part])
        elif _YEARS.match(part):
            found = replace(found, years=_read_years(part))
        else:
            raise InputError(f"{quote_value(part)} is no city, method, split or years{suggest_names(part, [*cities])}")
    return found


def list_splits(rows: PublishedRows) -> list[str]:
    """List what published numbers are split by, years first; places are asked for by name."""
    named = dict.fromkeys(name for table in rows.plan.tables.values() for name in table.by)
    return [YEARS, *(name for name in named if name not in (YEARS, CITY))]


def answer_site_question(question: SiteQuestion, rows: PublishedRows, lang: str = "en") -> SiteAnswer:
    """Answer a question with published rows.

    :raises NotInLakeError: if no table that the release publishes has its rows; the command that counts them.
    :raises InputError: if the table has none of the years; those that it has.
    """
    wanted = [each for each in rows.measures[question.measure] if question.method in ("", each.id)]
    table = _find_table(question, rows)
    methods = [each for each in wanted if table and each.id in table.methods]
    asked = question.as_question(lang)
    if table is None or not methods:
        raise NotInLakeError(
            "this is not among the tables that a release publishes; whoever has a lake can count it: "
            f"`{asked.to_command('lake')}`."
        )
    only = {CITY: [question.city]} if question.city else {}
    found = rows.plan.read_table(table.name, [each.id for each in methods], only)
    kept = found.select_rows(lambda row: _is_in_years(row, question.years))
    if found and not kept:
        periods = sorted({row.period for row in found if _is_in_years(row, (0, 9999))})
        there = f"; the years are {periods[0]} to {periods[-1]}" if periods else ""
        raise InputError(f"no number of those years is published{there}.")
    resolved = asked.resolve(rows.release.name, rows.release.day)
    return SiteAnswer(question, tuple(methods), Answer(resolved, kept))


def _find_table(question: SiteQuestion, rows: PublishedRows) -> PublishedTable | None:
    wanted = set(question.by)
    return next((t for t in rows.plan.tables.values() if t.of == "measures" and set(t.by) == wanted), None)


def _is_in_years(row: AnswerRow, years: tuple[int, int] | None) -> bool:
    year = row.period.removeprefix("FY")
    return years is None or (year.isdigit() and years[0] <= int(year) <= years[1])


def _find_measure_of(method: str) -> str:
    """Find the measure of a method that was named alone; empty if there is no such method."""
    try:
        return get_method(method).measure if method else ""
    except InputError:
        return ""


def _match(text: str, valid: Iterable[str], kind: str, *, optional: bool = False) -> str:
    """Match a name whatever its case, hyphens and underscores."""
    if not text and optional:
        return ""
    known = {make_slug(name): name for name in valid}
    if (slug := make_slug(text[:200])) in known:
        return known[slug]
    raise InputError(f"{quote_value(text)} is not a {kind} that is published{suggest_names(text, known.values())}")


def _match_city(text: str, rows: PublishedRows) -> str:
    """Match a city with a court, or a place whose one court is there."""
    if not text:
        return ""
    known = {make_slug(city): city for city in rows.cities}
    if (slug := make_slug(text[:200])) in known:
        return known[slug]
    place = find_place(text[:200])
    led = [city for city in place.cities if city in rows.cities] if place else []
    if len(led) == 1:
        return led[0]
    if led:
        raise InputError(f"{quote_value(text)} has several courts; choose one of {', '.join(led)}.")
    raise InputError(f"there is no court in {quote_value(text)}{suggest_names(text, rows.cities)}")


def _read_years(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _YEARS.match(text)
    if found is None:
        raise InputError(f"{quote_value(text)} is not a fiscal year or a span of them; write 2024 or 2021-2025.")
    known = sorted(int(level) for level in load_dimensions()[YEARS].levels if level.isdigit())
    first, last = sorted((int(found[1]), int(found[2] or found[1])))
    if first < known[0] or last > known[-1]:
        raise InputError(
            f"{quote_value(text)} is not in the court's records; write years from {known[0]} to {known[-1]}."
        )
    return first, last
