"""Family detention and monitoring as ICE's own spreadsheets give them, if they were added to the lake."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from finalorder.context import policing, questions, store
from finalorder.context.answers import Fact
from finalorder.errors import Problem

COMMAND = "finalorder context add FY19.xlsx"
POLICE = "finalorder context add participatingAgencies.xlsx"


@dataclass(frozen=True, slots=True)
class Figures:
    """What ICE's files say of a day; empty where no file was added.

    ``family`` and ``monitoring`` are national; ``areas`` gives, by city, the monitoring figures of its area of
    responsibility, which is larger than the city; ``police`` the 287(g)
    agreements of its counties. A fact that was not known on the day carries the nearest later one.
    """

    family: tuple[Fact, ...] = ()
    monitoring: tuple[Fact, ...] = ()
    areas: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    command: str = COMMAND
    police: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    police_command: str = POLICE

    def __bool__(self) -> bool:
        return any(number(fact) is not None for fact in (*self.family, *self.monitoring))


def number(fact: Fact) -> float | None:
    """The figure, or the nearest later one; None where no file gives any."""
    return fact.value if fact.later is None else fact.later.value


def figures_of(lake_dir: Path, day: date, cities: Sequence[str]) -> Figures:
    """The figures of a lake on a day; empty if no file of ICE was ever added.

    Cities that are in no area of responsibility are left out of ``areas``.
    """
    command, ask = (f"{text} --lake {lake_dir}" for text in (COMMAND, POLICE))
    if not store.folder(lake_dir).exists():
        return Figures(command=command, police_command=ask)
    family = _said(questions.family_detention(lake_dir, day))
    monitoring = _said(questions.monitoring(lake_dir, day))
    areas = {city: _area(lake_dir, day, city) for city in cities}
    agreed = {city: _police(lake_dir, day, city) for city in cities}
    return Figures(family, monitoring, _found(areas), command, _found(agreed), ask)


def _found(facts: dict[str, tuple[Fact, ...]]) -> dict[str, tuple[Fact, ...]]:
    return {city: found for city, found in facts.items() if found}


def _police(lake_dir: Path, day: date, city: str) -> tuple[Fact, ...]:
    """How many 287(g) agreements there are in the city's counties, and how much of their population that covers."""
    try:
        facts = [policing.agencies(lake_dir, day, city)[0], *policing.coverage(lake_dir, day, city)]
    except Problem:
        return ()
    return _said(facts)


def _area(lake_dir: Path, day: date, city: str) -> tuple[Fact, ...]:
    try:
        facts = questions.monitoring(lake_dir, day, city)
    except Problem:
        return ()
    return tuple(fact for fact in _said(facts) if fact.area and fact.area != "National")


def _said(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if number(fact) is not None)
