"""Every page of the site in one language: what stands on it, and which published rows are behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finalorder.answers import AnswerRow, format_answer_value
from finalorder.briefs import make_slug
from finalorder.measures import Method, load_methods
from finalorder.operations import Operation
from finalorder.registry import load_dimensions
from finalorder.site.addresses import name_city_page, name_measure_page
from finalorder.site.city_splits import list_city_splits, make_city_split_pages, name_split_page
from finalorder.site.explore import SiteAnswer
from finalorder.site.explore_pages import make_answer_page, make_form_page
from finalorder.site.page import Page, name_measure
from finalorder.site.published_rows import PublishedRows
from finalorder.site.release_changes import (
    FIRST_NUMBERS,
    NATION_NUMBERS,
    NumberChange,
    find_first_numbers,
    list_accounts,
)
from finalorder.site.search import list_search_terms
from finalorder.site.series import Line, choose_lines, fold_lines, list_lines, list_years
from finalorder.site.series_chart import caption_chart, draw_series
from finalorder.words import Words, localize

#: dimensions whose levels have a page of their own: the folder of the pages, and the least cases for one
SPLIT_PAGES = {"nationality": "nationalities", "language": "languages", "state": "states"}


@dataclass(frozen=True, slots=True)
class PageMaker:
    """Makes the pages of a release in one language.

    ``operations`` are those whose pages are in the site, ``answers`` those to questions that have a page, ``changes``
    those of the first numbers since the release before.
    """

    rows: PublishedRows
    words: Words
    operations: Sequence[Operation]
    answers: Sequence[SiteAnswer]
    changes: Sequence[NumberChange] = ()

    def list_pages(self) -> Iterator[Page]:
        """List every page, the home first."""
        yield self._make_home()
        yield self._make_city_list()
        for city in self.rows.cities:
            yield self._make_city(city)
            for measure in self.rows.measures:
                yield self._make_measure(measure, city)
        yield from make_city_split_pages(self.rows, self.words)
        yield self._make_measure_list()
        for measure in self.rows.measures:
            yield self._make_measure(measure, "")
        for dimension in SPLIT_PAGES:
            if dimension in self.rows.plan.tables:
                yield from self._make_split_pages(dimension)
        yield make_form_page(self.rows, self.words)
        for found in self.answers:
            yield make_answer_page(found.translate(self.words.lang), self.rows, self.words)
        yield self._make_operation_list()
        yield from map(self._make_operation, self.operations)
        yield self._make_release()
        yield self._make_text("search", index=list_search_terms(self.rows, self.operations, self.words), asked="")
        yield self._make_text("glossary", methods=[each for each in load_methods().values() if each.is_computed])
        yield self._make_text("cite")
        yield self._make_text("not-published")
        yield self._make_text("developers", tables=list(self.rows.plan.tables.values()))

    def _say(self, message: str, /, **values: object) -> str:
        return self.words.format_plain(f"site.{message}", **values)

    def _name_place(self, city: str) -> str:
        return city or self._say("nation")

    def _make_home(self) -> Page:
        numbers = find_first_numbers(self.rows, "", NATION_NUMBERS)
        news = [self._write_change(each) for each in self.changes if not each.place]
        context = {"numbers": numbers, "cities": self.rows.cities, "operations": self.operations, "news": news}
        title = self._say("home.title")
        return Page("", "home", title, self._say("home.summary"), context, self.rows.seal([row for _, row in numbers]))

    def _make_city_list(self) -> Page:
        rows = [row for city in self.rows.cities for _, row in find_first_numbers(self.rows, city)]
        every = [(city, find_first_numbers(self.rows, city)) for city in self.rows.cities]
        lines = [(city, found) for city, found in every if any(row.value is not None for _, row in found)]
        hidden = [city for city in self.rows.cities if city not in dict(lines)]
        title = self._say("cities.title")
        summary = self._say("cities.summary", plural=len(self.rows.cities), count=len(self.rows.cities))
        return Page("cities", "cities", title, summary, {"lines": lines, "hidden": hidden}, self.rows.seal(rows))

    def _make_city(self, city: str) -> Page:
        totals = [
            (measure, [row for each in methods for row in self.rows.list_totals(city, each.id)])
            for measure, methods in self.rows.measures.items()
        ]
        context = {
            "city": city,
            "numbers": find_first_numbers(self.rows, city),
            "totals": totals,
            "cohorts": self.rows.list_cohorts(city),
            "splits": [(split, name_split_page(city, split)) for split in list_city_splits(self.rows)],
            "operations": [each for each in self.operations if city in each.cities or each.is_nationwide],
        }
        rows = [row for _, found in totals for row in found] + list(self.rows.list_cohorts(city))
        sentence = self._write_sentence(city)
        return Page(name_city_page(city), "city", city, sentence, context, self.rows.seal(rows), sentence=sentence)

    def _write_sentence(self, city: str) -> str:
        """Say in one sentence what a place's first numbers are."""
        found = dict(find_first_numbers(self.rows, city))
        values = {name: self._write_value(found.get(name)) for name, _ in FIRST_NUMBERS}
        return self._say("city.sentence", place=self._name_place(city), **values)

    def _write_value(self, row: AnswerRow | None) -> str:
        return format_answer_value(row, self.words.lang) if row else self._say("unknown")

    def _make_measure_list(self) -> Page:
        title, summary = self._say("measures.title"), self._say("measures.summary")
        return Page("measures", "measures", title, summary, {"measures": self.rows.measures})

    def _make_measure(self, measure: str, city: str) -> Page:
        methods = self.rows.measures[measure]
        lines = [line for each in methods for line in self._list_lines(each, city)]
        years = list_years(lines)
        place = self._name_place(city)
        title = f"{place[0].upper()}{place[1:]}: {name_measure(measure, self.words)}"
        totals = [(each, self.rows.list_totals(city, each.id)) for each in methods]
        rows = [row for line in lines for row in line.rows.values()] + [row for _, found in totals for row in found]
        drawn = choose_lines(lines)
        columns, folded = fold_lines(drawn, years)
        context = {
            "measure": measure,
            "city": city,
            "methods": methods,
            "totals": totals,
            "lines": columns,
            "folded": folded,
            "years": years,
            "cities": self.rows.cities,
        }
        sentence = self._write_latest(methods, lines, years, city)
        chart = draw_series(drawn, caption_chart(title, drawn, self.rows, self.words), self.words) if years else None
        address = name_measure_page(measure, city)
        return Page(address, "measure", title, sentence or title, context, self.rows.seal(rows), chart, sentence)

    def _list_lines(self, method: Method, city: str) -> list[Line]:
        return list_lines(method, self.rows.list_series(city, method.id), self.words)

    def _write_latest(self, methods: Sequence[Method], lines: Sequence[Line], years: Sequence[str], city: str) -> str:
        """Say what the first method finds of its latest year, with its definition."""
        for year in years:
            for line in lines[:1]:
                row = line.rows.get(year)
                if row is not None and row.value is not None:
                    value, said = format_answer_value(row, self.words.lang), methods[0].describe(self.words.lang)
                    place = self._name_place(city)
                    return self._say(
                        "measure.sentence", place=place, year=year, value=value, method=line.label, said=said
                    )
        return ""

    def _make_split_pages(self, dimension: str) -> Iterator[Page]:
        levels = self.rows.list_split(dimension)
        names = load_dimensions()[dimension].levels
        known = {
            level: rows
            for level, rows in levels.items()
            if any(row.value is not None for row in rows) and level != "unknown"
        }
        folder = SPLIT_PAGES[dimension]
        listed = sorted((names.get(level, level), level) for level in known)
        title = self._say(f"{folder}.title")
        context = {"folder": folder, "levels": listed}
        yield Page(folder, "levels", title, self._say("levels.summary", count=len(listed)), context)
        for name, level in listed:
            rows = known[level]
            page_title = f"{name} ({self._say(f'{folder}.one')})"
            yield Page(
                f"{folder}/{make_slug(level)}",
                "level",
                page_title,
                page_title,
                {"level": name, "rows": [row for row in rows if row.value is not None], "folder": folder},
                self.rows.seal(rows),
            )

    def _make_operation_list(self) -> Page:
        title, summary = self._say("operations.title"), self._say("operations.summary")
        return Page("operations", "operations", title, summary, {"operations": self.operations})

    def _make_operation(self, operation: Operation) -> Page:
        title = localize(operation, "title", self.words.lang)
        context = {"operation": operation, "cities": self.rows.cities}
        address = f"operations/{operation.id}"
        return Page(address, "operation", title, self._say("operation.summary", title=title), context)

    def _make_release(self) -> Page:
        release = self.rows.release
        title = self._say("release.title", day=self.words.format_day(release.day))
        changed = [each for each in self.changes if each.is_change]
        nation = [each for each in self.changes if not each.place]
        context = {
            "accounts": list_accounts(release),
            "changes": nation + [each for each in changed if each.place],
            "same": len(self.changes) - len(changed),
        }
        sentence = " ".join(map(self._write_change, nation))
        return Page("releases", "release", title, sentence or self._say("release.summary"), context, sentence=sentence)

    def _write_change(self, change: NumberChange) -> str:
        name = name_measure(change.measure, self.words)
        before, now = (format_answer_value(row, self.words.lang) for row in (change.before, change.now))
        return self._say("release.change", measure=name, before=before, now=now)

    def _make_text(self, name: str, **context: object) -> Page:
        return Page(name, name, self._say(f"{name}.title"), self._say(f"{name}.summary"), context)
