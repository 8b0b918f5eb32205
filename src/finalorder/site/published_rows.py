"""What a release publishes, at hand for pages: the rows of its plan, by table, method and level."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from finalorder.answers import AnswerRow, Shown
from finalorder.disclosure import PublishedPlan
from finalorder.lake import Release
from finalorder.measures import EVERY_LEVEL, Method, group_methods_by_measure

NATION, CITIES, YEARS, CITY_YEARS = "nation", "city", "fiscal-year", "city.fiscal-year"
COHORTS = "cohorts"


@dataclass(frozen=True)
class PublishedRows:
    """The tables of a release's plan. A place is a city, or the nation where it is empty.

    ``chosen`` are the cities that are wanted; all of them if it is empty.
    """

    release: Release
    plan: PublishedPlan
    chosen: tuple[str, ...] = ()
    _tables: dict[str, tuple[AnswerRow, ...]] = field(default_factory=dict, init=False)
    _indexes: dict[str, dict[tuple[str, str], tuple[AnswerRow, ...]]] = field(default_factory=dict, init=False)

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The cities with a court, in the order of the alphabet."""
        return tuple(sorted({row.city for row in self._read(CITIES) if row.city}))

    @cached_property
    def measures(self) -> dict[str, list[Method]]:
        """What is measured, each with the methods that are published for the nation or its cities."""
        tables = [self.plan.tables[name] for name in (NATION, CITIES) if name in self.plan.tables]
        published = {method for table in tables for method in table.methods}
        found = {
            measure: [each for each in methods if each.id in published]
            for measure, methods in group_methods_by_measure().items()
        }
        return {measure: methods for measure, methods in found.items() if methods}

    def list_totals(self, place: str, method: str) -> tuple[AnswerRow, ...]:
        """List a method's rows of a place over all years: one, or one for each part where it comes apart."""
        return self._index(CITIES if place else NATION).get((method, place), ())

    def list_series(self, place: str, method: str) -> tuple[AnswerRow, ...]:
        """List a method's rows of a place by fiscal year, the earliest first."""
        rows = self._index(CITY_YEARS if place else YEARS).get((method, place), ())
        return tuple(sorted(rows, key=lambda row: row.period))

    def list_cohorts(self, place: str) -> tuple[AnswerRow, ...]:
        """List what the shipped cohorts count in a place on the release day."""
        return tuple(row for row in self._read(COHORTS) if row.city == place)

    def list_split(self, table: str) -> dict[str, tuple[AnswerRow, ...]]:
        """List the nation's rows by the level of one dimension, such as a nationality."""
        found: dict[str, list[AnswerRow]] = {}
        for row in self._read(table):
            found.setdefault(row.level_1 if row.by_1 == table else row.level_2, []).append(row)
        return {level: tuple(rows) for level, rows in found.items() if level}

    def read_by_city(self, table: str) -> dict[str, tuple[AnswerRow, ...]]:
        """Read a table of cities once, for the pages of one after the other; it is not kept."""
        found: dict[str, list[AnswerRow]] = {}
        for row in self.plan.read_table(table, only={"city": self.chosen} if self.chosen else EVERY_LEVEL):
            found.setdefault(row.city, []).append(row)
        return {city: tuple(each) for city, each in found.items()}

    def seal(self, rows: Sequence[AnswerRow]) -> Shown:
        """Make an answer of some of these rows, to be written as a file."""
        return self._shown.derive_rows(rows)

    def read_table(self, name: str) -> Shown:
        """Read a whole table."""
        return self.plan.read_table(name)

    @property
    def is_simulated(self) -> bool:
        """Whether the numbers are of a simulated release."""
        return self.release.manifest.simulated

    @cached_property
    def _shown(self) -> Shown:
        return self.plan.read_table(NATION)

    def _read(self, table: str) -> tuple[AnswerRow, ...]:
        if table not in self._tables:
            only = {"city": (*self.chosen, "")} if self.chosen else EVERY_LEVEL
            found = self.plan.read_table(table, only=only) if table in self.plan.tables else ()
            self._tables[table] = tuple(row for row in found if not self.chosen or row.city in (*self.chosen, ""))
        return self._tables[table]

    def _index(self, table: str) -> dict[tuple[str, str], tuple[AnswerRow, ...]]:
        if table not in self._indexes:
            self._indexes[table] = _group_rows(self._read(table))
        return self._indexes[table]


def _group_rows(rows: Sequence[AnswerRow]) -> dict[tuple[str, str], tuple[AnswerRow, ...]]:
    found: dict[tuple[str, str], list[AnswerRow]] = {}
    for row in rows:
        found.setdefault((row.method, row.city), []).append(row)
    return {key: tuple(each) for key, each in found.items()}
