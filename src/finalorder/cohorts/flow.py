"""Flow tables: of the cases ordered removed by a day, how many left each group at which criterion, and why."""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa

from finalorder.cohorts.custom import CustomCohort
from finalorder.cohorts.definitions import HERE
from finalorder.cohorts.members import ask_condition
from finalorder.engines import Source, Step, StepRunner, Table

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


def ask_cohort_flow(
    runner: StepRunner, names: Sequence[str], own: Sequence[CustomCohort] = (), lang: str = "en"
) -> StepRunner:
    """Ask where cases left the groups of a runner that has their members: ``flow`` (one row a case and a group).

    ``flow_steps`` has the criteria of each group, with why a case leaves there in a language.
    """
    exits = [_find_custom_exits(runner, each, lang) for each in own]
    union = " UNION ALL ".join(
        f"SELECT idncase, '{each.name}' AS cohort, left_at FROM exits_{each.name}" for each in own
    )
    given: dict[str, Source] = {
        "groups": pa.table({"cohort": [*names, *(each.name for each in own)]}),
        "flow_steps": _build_flow_steps(names, own, lang),
        **{f"exits_{each.name}": table for each, table in zip(own, exits, strict=True)},
    }
    if own:
        return runner.extend(given, [Step("own_left", union)])
    return runner.extend({**given, "own_left": NO_EXITS})


def _build_flow_steps(names: Sequence[str], own: Sequence[CustomCohort], lang: str) -> pa.Table:
    listed = [(name, list_flow_steps(name, None, lang)) for name in names]
    listed += [(each.name, list_flow_steps(each.name, each, lang)) for each in own]
    rows = [{"cohort": name, "left_at": left_at, "note": why} for name, steps in listed for left_at, why in steps]
    return pa.Table.from_pylist(rows)


def _find_custom_exits(runner: StepRunner, each: CustomCohort, lang: str) -> Table:
    """Where the standing orders outside a user's group left it."""
    steps = [left_at for left_at, _ in _list_custom_steps(each, lang)]
    if each.sql:
        outside = (
            f"SELECT s.idncase, '{steps[0]}' AS left_at FROM standing AS s"
            f" LEFT JOIN cohort_{each.name} AS c ON c.idncase = s.idncase WHERE c.idncase IS NULL"
        )
        return runner.extend({}, [Step("outside", outside)]).table("outside")
    places = pa.table({"place": pa.array(range(1, len(steps) + 1), pa.int64()), "left_at": steps})
    return ask_condition(runner, each.condition).extend({"own_steps": places}).table("own_left")
