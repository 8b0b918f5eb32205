"""Flow tables: of the cases ordered removed by a day, how many left each group at which criterion, and why."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from finalorder.answers import Condition
from finalorder.cohorts.custom import CustomCohort
from finalorder.cohorts.definitions import MEMBER, STANDING_CRITERIA, get_cohort
from finalorder.cohorts.standing_members import ask_condition
from finalorder.engines import Source, Step, StepRunner, Table
from finalorder.words import load_words, localize

FlowStep = tuple[str, str]


def list_flow_steps(name: str, own: CustomCohort | None = None, lang: str = "en") -> list[FlowStep]:
    """List the criteria of a group, in order, each with why a case leaves there; the members last."""
    words = load_words(lang)
    steps = [(left_at, words.format_plain(f"flow_note.{left_at}")) for left_at in STANDING_CRITERIA]
    if own is None:
        steps += [(each.left_at, localize(each.why, "why", lang)) for each in get_cohort(name).criteria]
    else:
        steps += _list_custom_steps(own, lang)
    return [*steps, (MEMBER, words.format_plain("flow_note.member"))]


def _list_custom_steps(own: CustomCohort, lang: str) -> Iterator[FlowStep]:
    words = load_words(lang)
    if own.sql:
        text = localize(own, "definition", lang)
        yield "3_not_selected", words.format_plain("flow_note.own", text=text)
    for place, (name, levels) in enumerate(own.condition.dims.items(), start=3):
        text = Condition({name: levels}).text
        yield f"{place}_{name.replace('-', '_')}", words.format_plain("flow_note.own", text=text)


def ask_cohort_flow(
    runner: StepRunner, names: Sequence[str], own: Sequence[CustomCohort] = (), lang: str = "en"
) -> StepRunner:
    """Ask where cases left the groups of a runner that has their members: ``flow`` (one row a case and a group).

    ``flow_steps`` has the criteria of each group, with why a case leaves there in a language.
    """
    exits = {f"exits_{each.name}": _find_custom_exits(runner, each, lang) for each in own}
    given: dict[str, Source] = {
        "groups": pa.table({"cohort": [*names, *(each.name for each in own)]}),
        "flow_steps": _build_flow_steps(names, own, lang),
        **exits,
    }
    judged = [f"SELECT idncase, cohort, left_at, lower FROM flow_{name}" for name in names]
    judged += [
        f"SELECT idncase, '{each.name}' AS cohort, '{MEMBER}' AS left_at, lower FROM cohort_{each.name}"
        f" UNION ALL SELECT idncase, '{each.name}', left_at, false FROM exits_{each.name}"
        for each in own
    ]
    return runner.extend(given, [Step("judged", " UNION ALL ".join(judged))])


def _build_flow_steps(names: Sequence[str], own: Sequence[CustomCohort], lang: str) -> pa.Table:
    listed = [(name, list_flow_steps(name, None, lang)) for name in names]
    listed += [(each.name, list_flow_steps(each.name, each, lang)) for each in own]
    rows = [{"cohort": name, "left_at": left_at, "note": why} for name, steps in listed for left_at, why in steps]
    return pa.Table.from_pylist(rows)


def _find_custom_exits(runner: StepRunner, each: CustomCohort, lang: str) -> Table:
    """Find where the standing orders outside a user's group left it."""
    steps = [left_at for left_at, _ in _list_custom_steps(each, lang)]
    if each.sql:
        outside = (
            f"SELECT s.idncase, '{steps[0]}' AS left_at FROM standing AS s"
            f" LEFT JOIN cohort_{each.name} AS c ON c.idncase = s.idncase WHERE c.idncase IS NULL"
        )
        return runner.extend({}, [Step("outside", outside)]).table("outside")
    places = pa.table({"place": pa.array(range(1, len(steps) + 1), pa.int64()), "left_at": steps})
    return ask_condition(runner, each.condition).extend({"own_steps": places}).table("own_left")
