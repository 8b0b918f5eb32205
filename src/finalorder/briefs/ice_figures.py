"""Family detention and monitoring as ICE's own spreadsheets give them, if they were added to the lake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from finalorder.errors import InputError
from finalorder.ice import Fact, find_detention_in, local_police, questions, store

ADD_DETENTION_COMMAND = "finalorder ice add FILE.xlsx"
ADD_AGREEMENTS_COMMAND = "finalorder ice add participatingAgencies.xlsx"


@dataclass(frozen=True, slots=True)
class IceFigures:
    """What ICE's files say of a day; empty where no file was added.

    ``family`` and ``monitoring`` are national; ``areas`` gives, by city, the monitoring figures of its area of
    responsibility, which is larger than the city; ``police`` the 287(g)
    agreements of its counties, ``agencies`` who holds them; ``held`` the sum of the area's facilities and each of them,
    ``arrests`` the area's arrests in the period of the day. A fact that was not known on the day carries the nearest
    later one.
    """

    family: tuple[Fact, ...] = ()
    monitoring: tuple[Fact, ...] = ()
    areas: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    command: str = ADD_DETENTION_COMMAND
    agreements: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    agreements_command: str = ADD_AGREEMENTS_COMMAND
    agencies: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    held: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    arrests: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    has_agency_list: bool = False

    def __bool__(self) -> bool:
        return any(resolve_fact_value(fact) is not None for fact in (*self.family, *self.monitoring))


def resolve_fact_value(fact: Fact) -> float | None:
    """Resolve the figure, or the nearest later one; None where no file gives any."""
    return fact.value if fact.later is None else fact.later.value


def load_ice_figures(lake_dir: Path, day: date, cities: Sequence[str]) -> IceFigures:
    """Load the figures of a lake on a day; empty if no file of ICE was ever added.

    Cities that are in no area of responsibility are left out of ``areas``.
    """
    command, ask = (f"{text} --lake {lake_dir}" for text in (ADD_DETENTION_COMMAND, ADD_AGREEMENTS_COMMAND))
    if not store.has_ice_files(lake_dir):
        return IceFigures(command=command, agreements_command=ask)
    family = _select_known(questions.find_family_detention(lake_dir, day))
    monitoring = _select_known(questions.find_monitoring(lake_dir, day))
    areas = {city: _load_area_monitoring(lake_dir, day, city) for city in cities}
    agreed = {city: _load_agreements(lake_dir, day, city) for city in cities}
    named = {city: _load_facts(local_police.find_agreements, lake_dir, day, city)[1:] for city in cities}
    held = {city: _load_facts(find_detention_in, lake_dir, day, city) for city in cities}
    arrests = {city: _load_facts(questions.find_arrests, lake_dir, day, city) for city in cities}
    return IceFigures(
        family, monitoring, _drop_empty(areas), command, _drop_empty(agreed), ask,
        _drop_empty(named), _drop_empty(held), _drop_empty(arrests),
        has_agency_list=bool(_select_known(questions.find_agreement_totals(lake_dir, day))),
    )  # fmt: skip


def _load_facts(ask: Callable[[Path, date, str], list[Fact]], lake_dir: Path, day: date, city: str) -> tuple[Fact, ...]:
    """Load what a question says of a city; nothing where it has no such place."""
    try:
        return _select_known(ask(lake_dir, day, city))
    except InputError:
        return ()


def _drop_empty(facts: dict[str, tuple[Fact, ...]]) -> dict[str, tuple[Fact, ...]]:
    return {city: found for city, found in facts.items() if found}


def _load_agreements(lake_dir: Path, day: date, city: str) -> tuple[Fact, ...]:
    """Count the 287(g) agreements in the city's counties, and how much of their population that covers."""
    counted = _load_facts(local_police.find_agreements, lake_dir, day, city)[:1]
    return (*counted, *_load_facts(local_police.compute_coverage, lake_dir, day, city))


def _load_area_monitoring(lake_dir: Path, day: date, city: str) -> tuple[Fact, ...]:
    try:
        facts = questions.find_monitoring(lake_dir, day, city)
    except InputError:
        return ()
    return tuple(fact for fact in _select_known(facts) if fact.area and fact.area != "National")


def _select_known(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if resolve_fact_value(fact) is not None)
