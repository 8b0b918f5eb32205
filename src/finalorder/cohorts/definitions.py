"""The announcement's groups: their SQL and what each one catches and misses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from finalorder.engines import Step, load_steps
from finalorder.errors import InputError

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Cohort:
    """A named set of cases: what it means, the evidence, what it misses and what it wrongly includes."""

    name: str
    title: str
    title_es: str
    definition: str
    definition_es: str
    evidence: str
    misses: str
    wrongly_includes: str

    @property
    def sql(self) -> str:
        """The SELECT that gives its rows: idncase, order_id, lower, upper, evidence."""
        return load_cohort_steps()[self.name].sql


@cache
def _read_definitions() -> dict[str, Cohort]:
    read = tomllib.loads((HERE / "definitions.toml").read_text(encoding="utf-8"))
    return {name: Cohort(name=name, **fields) for name, fields in read.items()}


def list_cohort_names() -> list[str]:
    """The cohorts there are, in the announcement's order."""
    return list(_read_definitions())


def get_cohort(name: str) -> Cohort:
    """The cohort of that name; raises FinalorderError if there is none."""
    if name not in _read_definitions():
        raise InputError(f"there is no cohort {name}; the cohorts are {', '.join(list_cohort_names())}.")
    return _read_definitions()[name]


def load_cohort_steps() -> Mapping[str, Step]:
    """The steps of the cohorts by name: one a cohort, and those that they read."""
    return load_steps(HERE / "sql")
