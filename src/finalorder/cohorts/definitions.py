"""The announcement's groups: their SQL and what each one catches and misses."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
        return read_cohort_sql(self.name)


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


@cache
def read_cohort_sql(name: str) -> str:
    """The text of a cohort's SQL file, or of ``standing``, which they all read."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")
