"""Places of an operation file as people say them (cities, states, the whole country), as the cities of their courts."""

from dataclasses import dataclass

from finalorder.errors import normalize_name, quote_value, suggest_names
from finalorder.operations.file_context import ValidNames
from finalorder.operations.operation import CITIES, NATION, SCOPES, STATES
from finalorder.operations.toml_fields import TomlLocation, TomlTable
from finalorder.registry import Place, describe_unknown_place, find_place, list_state_courts, read_registry_rows


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an operation is."""

    scope: str
    states: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities of the courts, each once."""
        return list_place_cities(self.places)


def list_place_cities(places: tuple[Place, ...]) -> tuple[str, ...]:
    """The cities of the courts that places lead to, each once, in the order of the places."""
    return tuple(dict.fromkeys(city for place in places for city in place.cities))


def read_extent(top: TomlTable, known: ValidNames) -> Extent:
    """Where the file says that the operation is: ``cities``, ``states``, or ``scope = "nation"``."""
    scope = top.get_choice("scope", SCOPES, STATES if "states" in top.values else CITIES)
    extra = next((key for key in ("cities", "states") if key in top.values and key != scope), None)
    if extra is not None:
        top.location.descend(extra).raise_problem(f'"{extra}" and a scope of {scope}; leave one of them out.')
    if scope == NATION:
        return Extent(NATION, (), ())
    if scope == STATES:
        places = _read_states(top)
        return Extent(STATES, tuple(place.name for place in places), places)
    if "cities" not in top.values:
        top.location.raise_problem('"cities" is missing; add it, or states = [...], or scope = "nation".')
    return Extent(CITIES, (), read_places(top, "cities", known))


def read_places(fields: TomlTable, key: str, known: ValidNames) -> tuple[Place, ...]:
    """A list of places, at least one, none twice."""
    names, at = fields.get_distinct_texts(key, "city"), fields.location.descend(key)
    return tuple(find_named_place(name, at.descend(index), known) for index, name in enumerate(names))


def read_cities_or_none(fields: TomlTable, key: str, known: ValidNames) -> tuple[str, ...] | None:
    """The cities of the courts that a list of places leads to, if there is one."""
    return list_place_cities(read_places(fields, key, known)) if key in fields.values else None


def find_named_place(name: str, at: TomlLocation, known: ValidNames) -> Place:
    """The place of that name; a problem at its location if it leads to no court."""
    if known.cities is not None:
        if name not in known.cities:
            at.raise_problem(f"{quote_value(name)} is not a known city{suggest_names(name, known.cities)}")
        return Place(name, "court", "", (name,), "court", "")
    found = find_place(name)
    if found is None:
        at.raise_problem(f"{quote_value(name)} is not a known city; {describe_unknown_place(name)}")
    return found


def _read_states(top: TomlTable) -> tuple[Place, ...]:
    names, at = top.get_distinct_texts("states", "state"), top.location.descend("states")
    return tuple(_find_state(name, at.descend(index)) for index, name in enumerate(names))


def _find_state(name: str, at: TomlLocation) -> Place:
    """A state by its name or postal code; one without a court of its own if a source says where its cases are heard."""
    courts = list_state_courts(name)
    if courts:
        return Place(name, "state", "", courts, "state", "EOIR release, tblLookupBaseCity: courts of the state")
    found = find_place(name)
    if found is None or found.kind == "court":
        at.raise_problem(f"{quote_value(name)} is not a state with a court{_suggest_state(name)}")
    return found


def _suggest_state(name: str) -> str:
    """End the message on a state without a court: where its cases may be heard, or the state that is like it."""
    states = {text for row in read_registry_rows("states") for text in (row["code"], row["state"])}
    if normalize_name(name) in map(normalize_name, states):
        return f"; {describe_unknown_place(name)}"
    return suggest_names(name, states)
