"""Flow tables: of the cases ordered removed by a day, how many left each group at which criterion, and why."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa

from finalorder.cohorts.as_of import see_condition
from finalorder.cohorts.naming import HERE, sql_of
from finalorder.cohorts.own import OwnCohort
from finalorder.engines import DuckDB

MEMBER = "member"
WORDS = {
    "en": {MEMBER: "in the group", "own": "not {text}"},
    "es": {MEMBER: "en el grupo", "own": "no cumple: {text}"},
}
NOBODY = pa.table(
    {"idncase": pa.array([], pa.int64()), "cohort": pa.array([], pa.string()), "left_at": pa.array([], pa.string())}
)
Step = tuple[str, str]


@cache
def _criteria() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((HERE / "flow.toml").read_text(encoding="utf-8"))


def steps_of(name: str, own: OwnCohort | None = None, lang: str = "en") -> list[Step]:
    """The criteria of a group, in order, each with why a case leaves there; the members last."""
    criteria = {**_criteria()["standing"], **_criteria().get(name, {})}
    steps = [(left_at, why[lang]) for left_at, why in criteria.items()]
    return [*steps, *(_own_steps(own, lang) if own else ()), (MEMBER, WORDS[lang][MEMBER])]


def _own_steps(own: OwnCohort, lang: str) -> Iterator[Step]:
    if own.sql:
        yield "3_not_selected", WORDS[lang]["own"].format(text=own.definition)
    for place, (name, levels) in enumerate(own.condition.dims.items(), start=3):
        text = f"{name} in ({', '.join(levels)})"
        yield f"{place}_{name.replace('-', '_')}", WORDS[lang]["own"].format(text=text)


def gather_flow(engine: DuckDB, names: Sequence[str], own: Sequence[OwnCohort] = (), lang: str = "en") -> None:
    """Keep ``flow`` (one row a case and a group) and ``flow_steps`` for groups that are gathered already."""
    engine.see("groups", pa.table({"cohort": [*names, *(each.name for each in own)]}))
    engine.see("own_left_none", NOBODY)
    lefts = [_own_left(engine, each, lang) for each in own]
    engine.keep("own_left", " UNION ALL ".join(["SELECT idncase, cohort, left_at FROM own_left_none", *lefts]))
    engine.keep("flow", sql_of("flow"))
    told = [(name, steps_of(name, None, lang)) for name in names]
    told += [(each.name, steps_of(each.name, each, lang)) for each in own]
    rows = [{"cohort": name, "left_at": left_at, "note": why} for name, steps in told for left_at, why in steps]
    engine.see("flow_steps", pa.Table.from_pylist(rows))


def _own_left(engine: DuckDB, each: OwnCohort, lang: str) -> str:
    """Keep where the standing orders outside a user's group left it; gives the SELECT of them."""
    steps = [left_at for left_at, _ in _own_steps(each, lang)]
    engine.see("own_steps", pa.table({"place": pa.array(range(1, len(steps) + 1), pa.int64()), "left_at": steps}))
    if each.sql:
        return (
            f"SELECT s.idncase, '{each.name}', '{steps[0]}' FROM standing AS s"
            f" LEFT JOIN cohort_{each.name} AS c ON c.idncase = s.idncase WHERE c.idncase IS NULL"
        )
    see_condition(engine, each.condition)
    engine.keep(f"left_{each.name}", sql_of("own_left"))
    return f"SELECT idncase, '{each.name}', left_at FROM left_{each.name}"
