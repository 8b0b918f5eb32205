"""The groups that an announcement may name: a folder of the library each, with its words, its criteria and their SQL.

``library/NAME/definition.toml`` says in both languages what the group means, what the records show of it, and why a
case fails each criterion; ``library/NAME/criteria.sql`` gives one row a standing order with a column a criterion, named
as it is there and true where the order fails it, and ``is_certain`` and ``evidence`` of those that fail none. Members,
bounds, flow and words follow from these two files: a folder more is a group more.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.cohorts.dimension_steps import build_dimension_steps
from finalorder.engines import Step, load_steps
from finalorder.errors import InputError
from finalorder.words import LANGUAGES

HERE = Path(__file__).parent
LIBRARY_FOLDER = HERE / "library"
MEMBER = "member"
#: the criteria of a standing order, by which a case leaves every group: the place and name of each
STANDING_CRITERIA = ("1_not_final", "2_undone")
#: the words of a group that pages ask for: their id there, and the field here
PAGE_WORDS = {
    "group.{name}": "in_a_sentence",
    "group_short.{name}": "short",
    "cohort.{name}.evidence": "evidence",
    "cohort.{name}.misses": "misses",
    "cohort.{name}.wrongly_includes": "wrongly_includes",
    "note.cohort_{name}": "note",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a case must meet: the level of the flow at which it leaves otherwise, and why, by language."""

    left_at: str
    column: str
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cohort:
    """A named set of cases: what it means, its criteria in order, the evidence, what it misses and wrongly includes.

    ``months_before`` names days before the one asked that its SQL sees; ``family_docket``: the docket it is about, of
    which the shares in print are counted too.
    """

    name: str
    place: int
    words: Mapping[str, Mapping[str, str]]
    criteria: tuple[Criterion, ...]
    months_before: Mapping[str, int]
    family_docket: str
    criteria_sql: str

    @property
    def title(self) -> str:
        """Its name for a reader."""
        return self.words["en"]["title"]

    @property
    def title_es(self) -> str:
        """The same in Spanish."""
        return self.words["es"]["title"]

    @property
    def definition(self) -> str:
        """Who is in it, in a sentence."""
        return self.words["en"]["definition"]

    @property
    def definition_es(self) -> str:
        """The same in Spanish."""
        return self.words["es"]["definition"]

    @property
    def evidence(self) -> str:
        """What the records show."""
        return self.words["en"]["evidence"]

    @property
    def misses(self) -> str:
        """Who should be in it and is not."""
        return self.words["en"]["misses"]

    @property
    def wrongly_includes(self) -> str:
        """Who is in it and should not be."""
        return self.words["en"]["wrongly_includes"]

    @property
    def note(self) -> str:
        """What a reader of its numbers must know, if anything."""
        return self.words["en"].get("note", "")

    @property
    def sql(self) -> str:
        """The SELECT that gives its members: idncase, order_id, lower, upper, evidence."""
        fails_none = "\n    AND ".join(f"NOT coalesce(c.{each.column}, true)" for each in self.criteria)
        return (
            f"-- {self.name}: one row a case in the group: its standing order fails no criterion.\n"
            f"-- Key: idncase. Words and the order of the criteria: cohorts/library/{self.name}.\n"
            f"WITH\n-- one row a standing order, and whether it fails each criterion\n"
            f"criteria AS (\n{self.criteria_sql.rstrip()}\n)\n"
            f"SELECT c.idncase, c.order_id, c.is_certain AS lower, true AS upper, c.evidence\n"
            f"FROM criteria AS c\nWHERE {fails_none}\n"
        )

    @property
    def flow_sql(self) -> str:
        """The SELECT that says of every standing order where it leaves the group: the first criterion that it fails."""
        exits = "\n        ".join(
            f"WHEN coalesce(c.{each.column}, true) THEN '{each.left_at}'" for each in self.criteria
        )
        return (
            f"-- flow_{self.name}: one row a standing order: the first criterion of the group that it fails.\n"
            f"WITH\n-- one row a standing order, and whether it fails each criterion\n"
            f"criteria AS (\n{self.criteria_sql.rstrip()}\n),\n"
            f"-- one row a standing order: where it leaves\n"
            f"judged AS (\n    SELECT c.idncase, c.is_certain,\n"
            f"        CASE\n        {exits}\n        ELSE '{MEMBER}' END AS left_at\n    FROM criteria AS c\n)\n"
            f"SELECT idncase, '{self.name}' AS cohort, left_at, left_at = '{MEMBER}' AND is_certain AS lower\n"
            f"FROM judged\n"
        )


@cache
def load_cohorts() -> Mapping[str, Cohort]:
    """Load every group of the library by name, in the order of their places."""
    read = [_read_cohort(path.parent) for path in LIBRARY_FOLDER.glob("*/definition.toml")]
    return {each.name: each for each in sorted(read, key=lambda each: (each.place, each.name))}


def _read_cohort(folder: Path) -> Cohort:
    read: dict[str, Any] = tomllib.loads((folder / "definition.toml").read_text(encoding="utf-8"))
    first = len(STANDING_CRITERIA) + 1
    return Cohort(
        name=folder.name,
        place=read["place"],
        words={lang: read[lang] for lang in LANGUAGES},
        criteria=tuple(
            Criterion(f"{place}_{each['left_at']}", each["left_at"], {lang: each[lang] for lang in LANGUAGES})
            for place, each in enumerate(read["criterion"], start=first)
        ),
        months_before=read.get("months_before", {}),
        family_docket=read.get("family_docket", ""),
        criteria_sql=(folder / "criteria.sql").read_text(encoding="utf-8"),
    )


def list_cohort_names() -> list[str]:
    """List the groups there are, in order."""
    return list(load_cohorts())


def get_cohort(name: str) -> Cohort:
    """Return the group of that name; raises FinalorderError if there is none."""
    if name not in load_cohorts():
        raise InputError(f"there is no cohort {name}; the cohorts are {', '.join(list_cohort_names())}.")
    return load_cohorts()[name]


@cache
def load_cohort_steps() -> Mapping[str, Step]:
    """Load the steps of the groups by name: their members, ``flow_NAME``, and those that they read."""
    made = {each.name: Step(each.name, each.sql) for each in load_cohorts().values()}
    made |= {f"flow_{each.name}": Step(f"flow_{each.name}", each.flow_sql) for each in load_cohorts().values()}
    gathered = load_steps(HERE / "sql")
    return {**gathered, **build_dimension_steps(gathered), **made}


@cache
def collect_page_words() -> dict[str, dict[str, str]]:
    """Collect what pages say of each group, by message and language: a group's folder has its words."""
    return {
        key.format(name=each.name): {lang: each.words[lang][field] for lang in LANGUAGES}
        for each in load_cohorts().values()
        for key, field in PAGE_WORDS.items()
        if field in each.words["en"]
    }
