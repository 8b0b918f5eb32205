"""A user's own cohort: a small file in the language of conditions, or, for one's own machine only, in SQL.

    # families.cohort
    name: miami_families
    title: Families in Miami ordered removed in absence
    definition: Cases of the 2018 family docket whose standing order was entered in absence in Miami.
    city = Miami
    family-docket = family_unit_2018
    in-absence = yes

Lines with a colon say what it is, lines with an equals sign are conditions on the standing order, all of which hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from finalorder import registry
from finalorder.cohorts.naming import names, sql_of
from finalorder.cohorts.predicates import Condition, Spot, predicate, together
from finalorder.engines import DuckDB
from finalorder.errors import Problem, nearest, printable, shown

LARGEST = 20_000
LONGEST = 400
FIELDS = ("name", "title", "title_es", "definition", "definition_es")
RESERVED = frozenset({"all", "any_cohort", "total", "standing"})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELD = re.compile(r"\s*([A-Za-z_]+)\s*:(.*)")


@dataclass(frozen=True, slots=True)
class OwnCohort:
    """Cases with a standing order that meet a condition (or that a SELECT of ``idncase`` gives: ``sql``)."""

    name: str
    title: str
    title_es: str
    definition: str
    definition_es: str
    condition: Condition
    sql: str = ""


def read_own(path: Path, *, sql_allowed: bool = False) -> OwnCohort:
    """The cohort in a file: ``.sql`` is a SELECT, anything else is in the language of conditions.

    :raises Problem: naming file, line and column; for SQL, unless it is allowed (``--disclosure none``).
    """
    name = printable(path.name)
    text = _text(path, name)
    if path.suffix != ".sql":
        return _parsed(text, name, path.stem)
    if not sql_allowed:
        raise Problem(
            f"{name} is SQL, which the disclosure gate cannot read; ask with --disclosure none, for your own machine,"
            " or write it as conditions (DIMENSION = VALUE)."
        )
    stem = _name(path.stem, Spot(name, 1), 0)
    return OwnCohort(stem, stem, stem, f"the SELECT in {name}", f"el SELECT en {name}", Condition(), text)


def _text(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read the cohort file {printable(str(path))}: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise Problem(f"{name} is larger than {LARGEST:,} bytes; a cohort file has a few lines, is this one?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        at = Spot(name, before.count("\n") + 1)
        at.problem(len(before) - before.rfind("\n") - 1, "the file is not UTF-8 text there; save it as UTF-8.")


def _parsed(text: str, file: str, stem: str) -> OwnCohort:
    fields: dict[str, str] = {}
    conditions = []
    for spot, line in _lines(text, file):
        field = _FIELD.fullmatch(line)
        if field and "=" not in field[1]:
            _add_field(fields, field, spot)
        else:
            conditions.append((predicate(line, spot), spot))
    last = Spot(file, max(1, len(text.splitlines())))
    for key in ("title", "definition"):
        if key not in fields:
            last.problem(0, f'"{key}" is missing; add a line "{key}: ...".')
    if not conditions:
        last.problem(0, "no condition; add a line DIMENSION = VALUE, for example city = Miami.")
    condition = together(conditions)
    _refuse_wide(condition, last)
    name = _name(fields.get("name", stem), last, 0)
    title, definition = fields["title"], fields["definition"]
    spanish = fields.get("title_es", title), fields.get("definition_es", definition)
    return OwnCohort(name, title, spanish[0], definition, spanish[1], condition)


def _lines(text: str, file: str) -> Iterator[tuple[Spot, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield Spot(file, number), line


def _add_field(fields: dict[str, str], found: re.Match[str], spot: Spot) -> None:
    key, value = found[1], found[2].strip()
    if key not in FIELDS:
        spot.problem(found.start(1), f"{shown(key)} is no field of a cohort{nearest(key, FIELDS)}")
    if key in fields:
        spot.problem(found.start(1), f'"{key}" is there twice; take one out.')
    if not value:
        spot.problem(found.start(2), f'"{key}" is empty; write what it is.')
    if len(value) > LONGEST or not value.isprintable():
        spot.problem(found.start(2), f'"{key}" is one line of at most {LONGEST} printable letters; shorten or mend it.')
    fields[key] = _name(value, spot, found.start(2) + 1) if key == "name" else value


def _name(text: str, spot: Spot, column: int) -> str:
    if not _NAME.fullmatch(text):
        spot.problem(column, f"{shown(text)} is no name; use small letters, digits and underscores, at most 40.")
    if text in RESERVED or text in names():
        spot.problem(column, f"{shown(text)} is the name of another group; choose your own.")
    return text


def _refuse_wide(condition: Condition, spot: Spot) -> None:
    """Every dimension must leave something out, or the cohort is all standing orders under another name."""
    for name, levels in condition.dims.items():
        if len(levels) == len(registry.dimensions()[name].levels):
            spot.problem(0, f"every value of {name} is named; take the condition out, it leaves nobody out.")


class Overlap(NamedTuple):
    """A user's cohort and another group in a place: the cases that only one of the two has. For the gate alone."""

    own: str
    cohort: str
    place: str
    city: str
    only_own: int
    only_other: int


def overlaps(engine: DuckDB) -> list[Overlap]:
    """How a user's cohorts lie beside the other groups, where either has a case; see ``overlaps.sql``."""
    return [Overlap(**row) for row in engine.answer(sql_of("overlaps"), step="overlaps").to_pylist()]
