"""What can be asked: the courts' cities and the places that lead to them, dimensions, and the values of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from finalorder import registry
from finalorder.answers import parse_dimension
from finalorder.errors import InputError, quote_value
from finalorder.words import localize


@dataclass(frozen=True, slots=True)
class CourtCity:
    """A city with a court: its state, its courts by code (each with its kind), other names that lead to it."""

    name: str
    state: str
    courts: Mapping[str, str]
    aliases: tuple[str, ...]


def list_court_cities() -> list[CourtCity]:
    """List every city with a court for people who are not detained."""
    return [
        CourtCity(city, state, _find_courts(city), aliases) for city, state, aliases in registry.list_court_places()
    ]


def find_place(text: str) -> registry.Place:
    """Find the cities of the courts that a town, metropolitan area, county or state leads to, and why.

    :raises InputError: if it is unknown, could be several places, or no source says which court it leads to.
    """
    found = registry.find_place(text)
    if found is None:
        raise InputError(f"{quote_value(text)} leads to no court; {registry.describe_unknown_place(text)}")
    return found


def describe_unknown_fact(name: str, lang: str = "en") -> str:
    """Say in a sentence what the court's file cannot know: ``convictions``, ``check_ins`` ..."""
    return localize(registry.load_unknown_facts()[name], lang, lang)


def list_dimensions() -> list[registry.Dimension]:
    """List what ``--where``, ``--by`` and cohort files may name, each with its meaning."""
    return list(registry.load_dimensions().values())


def list_values(dimension: str) -> dict[str, str]:
    """List the values of a dimension, each with its name.

    :raises InputError: if there is no such dimension, naming the nearest.
    """
    return dict(parse_dimension(dimension).levels)


def _find_courts(city: str) -> dict[str, str]:
    return {row["court_code"]: row["docket"] for row in registry.read_registry_rows("cities") if row["city"] == city}
