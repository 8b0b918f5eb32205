"""Areas of responsibility: which area a city or county is in, and under which names and codes the files know it.

Compiled from the list of areas and the list of offices that the Deportation Data Project published under CC0 1.0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from finalorder.errors import InputError
from finalorder.ice.grid import normalize_label
from finalorder.registry import describe_unknown_place, find_county, find_state_name, read_registry_rows

HARLINGEN = "Harlingen"


@dataclass(frozen=True, slots=True)
class Area:
    """An area of responsibility: its name in the monitoring tables, its code in the facilities lists, its office.

    ``covers`` lists (state, county) pairs as ICE words them; an empty county means the whole state.
    """

    name: str
    code: str
    office: str
    covers: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True)
class County:
    """A county of one of the ten cities, with its population on 1 April 2020 and who counted it."""

    city: str
    state: str
    name: str
    fips: str
    population: int
    source: str


def find_area(city: str) -> Area:
    """Find the area that a city of the announcement is in; also takes an area's own name or code.

    The ten cities have areas of their own names. An area is much larger than its city: New Orleans covers five states.
    """
    found = _index_areas().get(normalize_label(city))
    if found is None:
        raise InputError(
            f"{city!r} is not a known area of responsibility{suggest_nearest(city, list_area_names())}; "
            f"the areas are {', '.join(list_area_names())}."
        )
    return found


def find_printed_state(text: str) -> str | None:
    """Find the name of a state that is printed by name or by postal code; None for what is none."""
    return _index_states().get(normalize_label(text))


@cache
def _index_states() -> dict[str, str]:
    names = [(row["state_code"], row["state_name"]) for row in read_registry_rows("lookups/tblLookupState")]
    return {normalize_label(spelling): name for code, name in names for spelling in (code, name)}


def find_area_of_county(state: str, county: str, harlingen: bool = True) -> str:
    """Find the name of the area that a county is in; empty where ICE's list does not say.

    ``harlingen``: whether the day asked is after Harlingen was split from San Antonio (FY2021).
    """
    found = _index_areas_by_county().get(
        (normalize_label(state), _normalize_county(county))
    ) or _index_areas_by_county().get((normalize_label(state), ""), "")
    return "San Antonio" if found == HARLINGEN and not harlingen else found


@cache
def list_area_names() -> tuple[str, ...]:
    return tuple(row["area"] for row in read_registry_rows("ice/area_names"))


@cache
def list_counties() -> tuple[County, ...]:
    """List the counties in which the ten cities lie."""
    return tuple(
        County(r["city"], r["state"], r["county"], r["fips"], int(r["population_2020"]), r["source"])
        for r in read_registry_rows("ice/city_counties")
    )


def find_city_counties(city: str) -> tuple[County, ...]:
    """Find the counties in which a city of the announcement lies; FinalorderError for any other city."""
    found = tuple(county for county in list_counties() if normalize_label(county.city) == normalize_label(city))
    if not found:
        cities = ", ".join(dict.fromkeys(county.city for county in list_counties()))
        near = suggest_nearest(city, [county.city for county in list_counties()])
        raise InputError(f"the counties of {city!r} are not listed{near}; the cities are {cities}.")
    return found


def find_counties(place: str) -> list[tuple[str, str]]:
    """Find the counties of a place, each as state and county: a city with a court, a county, or a state (every county:
    then the county is empty).

    :raises InputError: if the place is unknown, or its county is not on a list.
    """
    wanted = normalize_label(place)
    pairs = [(each.city, each.state, each.name) for each in list_counties()]
    pairs += [(row["city"], row["state"], row["county"]) for row in read_registry_rows("ice/other_city_counties")]
    if found := [(state, county) for city, state, county in pairs if normalize_label(city) == wanted]:
        return found
    state = next((row["state"] for row in read_registry_rows("states") if normalize_label(row["state"]) == wanted), "")
    if state:
        return [(state, "")]
    if county := find_county(place):
        return [(find_state_name(county[0]), county[1])]
    near = suggest_nearest(place, [city for city, _, _ in pairs]) or f"; {describe_unknown_place(place)}"
    raise InputError(
        f"the counties of {place!r} are not listed{near.rstrip('.')}; write a county as 'Texas: Harris County'."
    )


def suggest_nearest(text: str, known: Iterable[str]) -> str:
    """Return a question about the nearest known name, to put into a sentence; empty when none is near."""
    folded = {normalize_label(name): name for name in known}
    found = get_close_matches(normalize_label(text), folded, 1)
    return f" (did you mean {folded[found[0]]}?)" if found else ""


def is_same_county(one: str, other: str) -> bool:
    """Return whether two spellings name one county: ``Cook County``, ``COOK``, ``Orleans Parish ``."""
    return _normalize_county(one) == _normalize_county(other)


def _normalize_county(county: str) -> str:
    text = normalize_label(county)
    for ending in ("county", "parish", "borough"):
        text = text.removesuffix(ending)
    return text


@cache
def _index_areas() -> dict[str, Area]:
    found: dict[str, Area] = {}
    for row in read_registry_rows("ice/area_names"):
        office = ", ".join(row[part] for part in ("office_address", "office_city", "office_state") if row[part])
        covers = tuple((r["state"], r["county"]) for r in read_registry_rows("ice/areas") if r["area"] == row["area"])
        area = Area(row["area"], row["code"], f"{office} {row['office_zip']}".strip(), covers, row["source"])
        for name in (row["area"], row["code"], *row["other_names"].split(";")):
            if name:
                found[normalize_label(name)] = area
                found[normalize_label(f"{name} Area of Responsibility")] = area
    return found


@cache
def _index_areas_by_county() -> dict[tuple[str, str], str]:
    return {
        (normalize_label(row["state"]), _normalize_county(row["county"])): row["area"]
        for row in read_registry_rows("ice/areas")
    }
