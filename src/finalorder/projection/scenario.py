"""A scenario as a file: what is assumed of receipts, judges and policy; what it leaves out goes on as found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finalorder.errors import InputError, quote_value, suggest_names
from finalorder.lake import read_toml_input
from finalorder.projection.policies import Policy, read_policy
from finalorder.registry import FISCAL_YEAR_END
from finalorder.words import localize

SCENARIO_FOLDER = Path(__file__).parent / "scenarios"
AS_FOUND = "as-found"
MAX_SCENARIO_BYTES = 200_000
MAX_FACTOR, MAX_JUDGES, MAX_RECEIPTS = 100.0, 100_000, 100_000_000
FIELDS = ("title", "title_es", "about", "about_es", "receipts", "judges", "policy")


@dataclass(frozen=True, slots=True)
class Course:
    """How a quantity goes on: a multiple of what it is now, or given numbers by fiscal year (evenly between them).

    ``plan`` is the fiscal year of a published plan whose number is used.
    """

    factor: float | None = None
    by_year: tuple[tuple[int, float], ...] = ()
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed; without receipts and judges, that the backlog goes on as it has lately."""

    name: str
    title: str
    title_es: str = ""
    about: str = ""
    about_es: str = ""
    receipts: Course | None = None
    judges: Course | None = None
    policy: Policy = field(default_factory=Policy)

    @property
    def is_as_found(self) -> bool:
        """Whether nothing is assumed."""
        return self.receipts is None and self.judges is None and not self.policy.changes

    def get_title(self, lang: str) -> str:
        """Its title in a language."""
        return localize(self, "title", lang)

    def get_about(self, lang: str) -> str:
        """What it assumes, in a language."""
        return localize(self, "about", lang)


def list_scenario_names() -> list[str]:
    """The scenarios that ship."""
    return sorted(path.stem for path in SCENARIO_FOLDER.glob("*.toml"))


def load_scenario(asked: str | Path) -> Scenario:
    """Read a scenario: a file, or the name of one that ships.

    :raises InputError: if there is no such file or name, or something in it is not as it should be.
    """
    text = str(asked)
    if text in list_scenario_names():
        return _read_scenario(SCENARIO_FOLDER / f"{text}.toml")
    path = Path(text)
    if path.suffix != ".toml" and not path.is_file():
        raise InputError(f"there is no scenario {quote_value(text)}{suggest_names(text, list_scenario_names())}")
    return _read_scenario(path)


def _read_scenario(path: Path) -> Scenario:
    found = read_toml_input(path, "the scenario", MAX_SCENARIO_BYTES)
    if unknown := sorted(found.keys() - set(FIELDS)):
        raise InputError(f"{path}: there is no field {quote_value(unknown[0])}{suggest_names(unknown[0], FIELDS)}")
    texts = {name: str(found.get(name, "")) for name in FIELDS[:4]}
    return Scenario(
        path.stem,
        **{**texts, "title": texts["title"] or path.stem},
        receipts=_read_course(path, "receipts", found.get("receipts"), MAX_RECEIPTS),
        judges=_read_course(path, "judges", found.get("judges"), MAX_JUDGES),
        policy=read_policy(path, found.get("policy", {})),
    )


def _read_course(path: Path, name: str, found: Any, most: float) -> Course | None:
    if found is None:
        return None
    ways = ("factor", "by_year", "plan")
    if not isinstance(found, Mapping) or len(found) != 1 or not set(found) <= set(ways):
        raise InputError(f"{path}: [{name}] needs one of factor, by_year or plan.")
    if "factor" in found:
        return Course(factor=_read_number(path, f"{name}.factor", found["factor"], MAX_FACTOR))
    if "plan" in found:
        return Course(plan=_read_year(path, f"{name}.plan", found["plan"]))
    years = found["by_year"]
    if not isinstance(years, Mapping) or not years:
        raise InputError(f"{path}: {name}.by_year needs fiscal years with numbers, for example {{ 2028 = 700 }}.")
    given = {
        _read_year(path, name, year): _read_number(path, f"{name} of {year}", n, most) for year, n in years.items()
    }
    return Course(by_year=tuple(sorted(given.items())))


def _read_number(path: Path, name: str, value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InputError(f"{path}: {name} is {quote_value(value)}; use a number from 0 to {most:,.0f}.")
    return float(value)


def _read_year(path: Path, name: str, value: Any) -> int:
    text = str(value)
    if not (text.isdecimal() and 1990 <= int(text) <= 2100):
        raise InputError(f"{path}: {name}: {quote_value(value)} is not a fiscal year; use one such as 2028.")
    return int(text)


def read_fiscal_year(text: str) -> int:
    """The fiscal year that a year names, or that a month lies in.

    :raises InputError: if the text is neither.
    """
    year, month = read_year_and_month(text)
    return year + (month > FISCAL_YEAR_END[0])


def read_year_and_month(text: str) -> tuple[int, int]:
    """The year and the month of ``2030-06``; a month of 0 where only the year is given.

    :raises InputError: if the text is neither.
    """
    year, _, month = text.partition("-")
    if not (year.isdecimal() and len(year) == 4) or (month and not (month.isdecimal() and 1 <= int(month) <= 12)):
        raise InputError(f"{quote_value(text)} is not a year or month; use YYYY or YYYY-MM, for example 2030.")
    return int(year), int(month or 0)
