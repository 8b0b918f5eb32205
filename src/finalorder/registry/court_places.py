"""Places as people say them: which immigration courts a town, a metropolitan area, a county or a state leads to.

What a court hears is nowhere published as a table. A place leads to a court only where a source or plain arithmetic
says so (``basis``): the court sits there; the state has one court for people who are not detained; the county is in the
court's own metropolitan area; a page says it. Anything else is refused with the courts of its own state.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from finalorder.registry.files import read_registry_rows

#: centers that decide cases of other courts, and the Board: no place leads to them
CENTRAL_OFFICES = frozenset({"Falls Church"})
#: the capital is as likely meant as the state
AMBIGUOUS = "washington"
COURT_LIST = "EOIR's list of its courts (tblLookupBaseCity of the release)"
_COUNTY_NOUN = re.compile(r" (county|parish|borough|census area|municipality|municipio)$")
_SAINT = re.compile(r"\bsaint\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it was said, its state (postal code), and the cities whose courts it leads to.

    ``basis`` says why: ``court`` (the court is there), ``named`` (a page or a delineation says so), ``metropolitan``
    (the county is in the court's metropolitan area), ``only_court`` (the state has no other court for people who are
    not detained), ``state`` (all such courts of the state).
    """

    name: str
    kind: str
    state: str
    cities: tuple[str, ...]
    basis: str
    source: str


def find_place(text: str) -> Place | None:
    """The place that a text names, as ``Minneapolis``, ``Portland, Maine``, ``Hennepin County, MN`` or ``Florida``.

    None if it is unknown, could be several places, or no source says which court it leads to.
    """
    if _fold_name(text) == AMBIGUOUS:
        return None
    if court := _index_court_cities().get(_fold_name(text)):
        return Place(text, "court", _list_court_cities()[court], (court,), "court", COURT_LIST)
    if found := _index_names().get(_fold_name(text)):
        return Place(text, "area", found["state"], tuple(found["cities"].split(";")), "named", found["source"])
    name, state = _split_state(text)
    if not name:
        return _find_state(text, state)
    court = _index_court_cities().get(_fold_name(name), "")
    if court and _list_court_cities()[court] == state:
        return Place(text, "court", state, (court,), "court", COURT_LIST)
    return _find_in_state(text, name, state)


def list_state_courts(state: str) -> tuple[str, ...]:
    """The cities of a state (postal code or name) with a court for people who are not detained."""
    code = _index_states().get(_fold_name(state), state.upper())
    rows = read_registry_rows("cities")
    found = (r["city"] for r in rows if r["state"] == code and r["docket"] != "detained")
    return tuple(sorted({city for city in found if city not in CENTRAL_OFFICES}))


def describe_unknown_place(text: str) -> str:
    """What to say of a place that leads to no court: the courts of its own state, or names that are like it."""
    name, state = _split_state(text)
    if _fold_name(text) == AMBIGUOUS:
        return 'it could be the capital or the state; write "Washington, D.C." or "Washington State".'
    states = {state} if state else _find_states_of(name)
    if len(states) > 1:
        listed = " or ".join(f'"{name}, {code}"' for code in sorted(states)[:4])
        return f"it could be in {len(states)} states; write {listed}."
    if not states:
        return _suggest_places(text)
    (code,) = states
    if courts := list_state_courts(code):
        return f"no source says which court of {find_state_name(code)} hears it; name one of {', '.join(courts)}."
    return f"{find_state_name(code)} has no court on EOIR's list; name the city of the court that hears its cases."


def find_state_name(code: str) -> str:
    """The name of a state by its postal code."""
    return next((row["state"] for row in read_registry_rows("states") if row["code"] == code), code)


def list_aliases(city: str) -> tuple[str, ...]:
    """Names under which people look for the court of a city, as the registry has them."""
    return tuple(r["name"] for r in read_registry_rows("place_names") if city in r["cities"].split(";"))


def find_county(text: str) -> tuple[str, str] | None:
    """The state's postal code and the name of a county, as ``Adams County, Colorado`` or ``Colorado: Adams County``."""
    name, state = _split_state(text)
    found = [(s, county) for s, county in _index_counties().get(_fold_county(name), ()) if state in ("", s)]
    exact = [(s, county) for s, county in found if _fold_name(county) == _fold_name(name)]
    chosen = exact or found
    return chosen[0] if len(chosen) == 1 else None


def _find_in_state(text: str, name: str, state: str) -> Place | None:
    if state and (county := find_county(text)):
        if cities := _index_court_counties().get((county[0], _fold_name(county[1]))):
            return Place(text, "county", county[0], tuple(cities), "metropolitan", _cite_county(*county))
        return _find_only_court(text, "county", state)
    if _COUNTY_NOUN.search(name.lower()) and (county := find_county(text)):
        return find_place(f"{county[1]}, {county[0]}")
    states = {state} if state else _find_states_of(name)
    is_known = bool(states & _index_towns().get(_fold_name(name), set()))
    return _find_only_court(text, "town", next(iter(states))) if len(states) == 1 and is_known else None


def _find_only_court(text: str, kind: str, state: str) -> Place | None:
    courts = list_state_courts(state)
    if len(courts) == 1:
        return Place(text, kind, state, courts, "only_court", f"{COURT_LIST}: the one such court of the state")
    named = next((row for row in read_registry_rows("place_names") if row["name"] == find_state_name(state)), None)
    return Place(text, kind, state, tuple(named["cities"].split(";")), "named", named["source"]) if named else None


def _find_state(text: str, state: str) -> Place | None:
    courts = list_state_courts(state)
    return Place(text, "state", state, courts, "state", f"{COURT_LIST}: courts of the state") if courts else None


def _find_states_of(name: str) -> set[str]:
    if _COUNTY_NOUN.search(name.lower()):
        counties = _index_counties().get(_fold_county(name), ())
        exact = {state for state, county in counties if _fold_name(county) == _fold_name(name)}
        return exact or {state for state, _ in counties}
    return _index_towns().get(_fold_name(name), set())


def _split_state(text: str) -> tuple[str, str]:
    """``Adams County, Colorado`` and ``Colorado: Adams County`` as county and CO; a state alone has no name."""
    before, colon, after = (part.strip() for part in text.partition(":"))
    if colon and (code := _index_states().get(_fold_name(before))):
        return after, code
    name, comma, last = (part.strip() for part in text.rpartition(","))
    if comma and (code := _index_states().get(_fold_name(last))):
        return name, code
    whole = _fold_name(text)
    code = _index_states().get(whole.removesuffix(" state").removeprefix("state of "), "")
    is_code = len(whole) == 2 or whole == AMBIGUOUS
    return ("", code) if code and not is_code else (text.strip(), "")


def _suggest_places(text: str) -> str:
    known = [*_list_court_cities(), *(row["name"] for row in read_registry_rows("place_names"))]
    folded = {_fold_name(name): name for name in known}
    near = get_close_matches(_fold_name(text)[:100], list(folded), n=1, cutoff=0.75)
    if near:
        return f'did you mean "{folded[near[0]]}"?'
    return 'write it with its state, as "Minneapolis, MN"; `finalorder cities` lists the courts\' cities.'


def _cite_county(state: str, county: str) -> str:
    rows = read_registry_rows("court_counties")
    return next(row["source"] for row in rows if (row["state"], row["county"]) == (state, county))


@cache
def _list_court_cities() -> dict[str, str]:
    return {row["city"]: row["state"] for row in read_registry_rows("cities")}


@cache
def _index_court_cities() -> dict[str, str]:
    return {_fold_name(city): city for city in _list_court_cities()}


@cache
def _index_names() -> dict[str, dict[str, str]]:
    return {_fold_name(row["name"]): row for row in read_registry_rows("place_names")}


@cache
def _index_states() -> dict[str, str]:
    rows = read_registry_rows("states")
    return {_fold_name(spelling): row["code"] for row in rows for spelling in (row["code"], row["state"])}


@cache
def _index_towns() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in read_registry_rows("towns"):
        found.setdefault(_fold_name(row["town"]), set()).add(row["state"])
    return found


@cache
def _index_counties() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in read_registry_rows("counties"):
        found.setdefault(_fold_county(row["county"]), []).append((row["state"], row["county"]))
    return {name: tuple(places) for name, places in found.items()}


@cache
def _index_court_counties() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in read_registry_rows("court_counties"):
        found.setdefault((row["state"], _fold_name(row["county"])), []).append(row["city"])
    return found


def list_court_places() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every city with a court that is not for people in detention: its name, state, and other names for it."""
    for city, state in sorted(_list_court_cities().items()):
        if city in list_state_courts(state):
            yield city, state, list_aliases(city)


@lru_cache(maxsize=20_000)
def _fold_name(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_SAINT.sub("st", plain.replace(".", "").replace("–", "-")).split())


def _fold_county(text: str) -> str:
    return _COUNTY_NOUN.sub("", _fold_name(text))
