"""What a page tells a person with an order: whom to ask, what can be asked, and the last days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from finalorder.briefs.references import render_link
from finalorder.ledger import (
    HearingRule,
    LastDays,
    Remedy,
    compute_last_days,
    find_law_reader,
    list_hearing_rules,
    list_last_days,
    list_remedies,
    select_table_days,
)
from finalorder.registry import read_help
from finalorder.words import Words

LAST_DAYS_FILE = "last_days.csv"
LAST_DAYS_COLUMNS = (
    "ordered_on",
    "in_absentia_rescission",
    "in_absentia_reopening",
    "in_absentia_reconsideration",
    "in_court_appeal",
)


@dataclass(frozen=True, slots=True)
class LegalHelp:
    """The help of a page in one language; ``printed`` is the day from which the twelve months are counted back."""

    words: Words
    printed: date

    @property
    def contacts(self) -> list[dict[str, Any]]:
        """Whom to ask, each with its address in the language."""
        return [self._localize_address(entry) for entry in read_help()["contact"]]

    def find_contact(self, name: str) -> dict[str, Any]:
        """Find one of these by its name."""
        return next(entry for entry in self.contacts if entry["name"] == name)

    @property
    def sources_read_on(self) -> date:
        """The day on which the oldest of these sources was read."""
        days: list[date] = [entry["read_on"] for entry in read_help()["contact"]]
        return min(days)

    def find_court_page(self, city: str) -> str:
        """Find the address of the page of a city's court, or of the list of all courts."""
        pages = _list_court_pages()
        return pages.get(city, pages[""])

    def has_court_page(self, city: str) -> bool:
        """Return whether the page of a city's own court is known."""
        return city in _list_court_pages()

    @property
    def remedies(self) -> list[Remedy]:
        """What can be asked after an order made on the day of printing."""
        return list_remedies(self.printed)

    @property
    def hearing_rules(self) -> list[HearingRule]:
        """What a person who still has a hearing should know."""
        return list_hearing_rules()

    @property
    def days(self) -> dict[str, int | None]:
        """How many days the law gives for each remedy, by name."""
        return {each.name: each.days for each in self.remedies}

    def describe_deadline(self, remedy: Remedy) -> Markup:
        """Say by when it can be asked."""
        if remedy.days is not None:
            return self.words(f"remedy_by.{'final' if remedy.from_final else 'order'}", days=remedy.days)
        return self.words(f"remedy_by.{remedy.within or 'never'}")

    @property
    def review(self) -> Markup:
        """Who has read this part, or that nobody has."""
        name, day = find_law_reader()
        return self.words("help.read", name=name, day=self.words.format_day(day)) if name else self.words("help.unread")

    @property
    def last_days(self) -> list[LastDays]:
        """The short table of last days."""
        return select_table_days(list_last_days(self.printed), self.printed)

    @property
    def running_days(self) -> list[LastDays]:
        """The rows of the table of which any day is still to come."""
        return [each for each in self.last_days if each not in self.gone_days]

    @property
    def gone_days(self) -> list[LastDays]:
        """The rows of which every day has gone by."""
        return [each for each in self.last_days if max(each.rescission, each.reopening, each.appeal) < self.printed]

    @property
    def has_one_last_column(self) -> bool:
        """Whether appeal and reconsideration have the same last days throughout, so that one column says both."""
        return all(each.reconsideration == each.appeal for each in self.last_days)

    def compute_last_days(self, day: date) -> LastDays:
        """Compute the last days of an order of a day."""
        return compute_last_days(day)

    def _localize_address(self, entry: dict[str, Any]) -> dict[str, Any]:
        url = str(entry.get(f"url_{self.words.lang}", entry["url"]))
        return {**entry, "url": url, "link": render_link(url)}


def list_last_days_rows(printed: date) -> list[tuple[str, ...]]:
    """List the last days of an order of every day of the twelve months, for the data file."""
    return [
        tuple(day.isoformat() for day in (d.ordered_on, d.rescission, d.reopening, d.reconsideration, d.appeal))
        for d in list_last_days(printed)
    ]


def _list_court_pages() -> dict[str, str]:
    """List the pages of courts by city, and that of all courts."""
    return {entry["city"]: str(entry["url"]) for entry in read_help()["court"]}
