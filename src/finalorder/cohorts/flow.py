"""Flow tables: of the cases ordered removed by a day, how many left each group at which criterion, and why."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa

from finalorder.cohorts.custom import CustomCohort
from finalorder.cohorts.definitions import HERE, read_cohort_sql
from finalorder.cohorts.members import materialize_condition_levels
from finalorder.engines import DuckDB

MEMBER = "member"
FLOW_NOTES = {
    "en": {MEMBER: "in the group", "own": "not {text}"},
    "es": {MEMBER: "en el grupo", "own": "no cumple: {text}"},
}
NO_EXITS = pa.table(
    {"idncase": pa.array([], pa.int64()), "cohort": pa.array([], pa.string()), "left_at": pa.array([], pa.string())}
)
FlowStep = tuple[str, str]


@cache
def _read_flow_criteria() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((HERE / "flow.toml").read_text(encoding="utf-8"))


def list_flow_steps(name: str, own: CustomCohort | None = None, lang: str = "en") -> list[FlowStep]:
    """The criteria of a group, in order, each with why a case leaves there; the members last."""
    criteria = {**_read_flow_criteria()["standing"], **_read_flow_criteria().get(name, {})}
    steps = [(left_at, why[lang]) for left_at, why in criteria.items()]
    return [*steps, *(_list_custom_steps(own, lang) if own else ()), (MEMBER, FLOW_NOTES[lang][MEMBER])]


def _list_custom_steps(own: CustomCohort, lang: str) -> Iterator[FlowStep]:
    if own.sql:
        yield "3_not_selected", FLOW_NOTES[lang]["own"].format(text=own.definition)
    for place, (name, levels) in enumerate(own.condition.dims.items(), start=3):
        text = f"{name} in ({', '.join(levels)})"
        yield f"{place}_{name.replace('-', '_')}", FLOW_NOTES[lang]["own"].format(text=text)


def compute_cohort_flow(
    engine: DuckDB, names: Sequence[str], own: Sequence[CustomCohort] = (), lang: str = "en"
) -> None:
    """Keep ``flow`` (one row a case and a group) and ``flow_steps`` for groups that are gathered already."""
    engine.register("groups", pa.table({"cohort": [*names, *(each.name for each in own)]}))
    engine.register("own_left_none", NO_EXITS)
    lefts = [_materialize_custom_exits(engine, each, lang) for each in own]
    engine.create_table("own_left", " UNION ALL ".join(["SELECT idncase, cohort, left_at FROM own_left_none", *lefts]))
    engine.create_table("flow", read_cohort_sql("flow"))
    labelled = [(name, list_flow_steps(name, None, lang)) for name in names]
    labelled += [(each.name, list_flow_steps(each.name, each, lang)) for each in own]
    rows = [{"cohort": name, "left_at": left_at, "note": why} for name, steps in labelled for left_at, why in steps]
    engine.register("flow_steps", pa.Table.from_pylist(rows))


def _materialize_custom_exits(engine: DuckDB, each: CustomCohort, lang: str) -> str:
    """Keep where the standing orders outside a user's group left it; gives the SELECT of them."""
    steps = [left_at for left_at, _ in _list_custom_steps(each, lang)]
    engine.register("own_steps", pa.table({"place": pa.array(range(1, len(steps) + 1), pa.int64()), "left_at": steps}))
    if each.sql:
        return (
            f"SELECT s.idncase, '{each.name}', '{steps[0]}' FROM standing AS s"
            f" LEFT JOIN cohort_{each.name} AS c ON c.idncase = s.idncase WHERE c.idncase IS NULL"
        )
    materialize_condition_levels(engine, each.condition)
    engine.create_table(f"left_{each.name}", read_cohort_sql("own_left"))
    return f"SELECT idncase, '{each.name}', left_at FROM left_{each.name}"
