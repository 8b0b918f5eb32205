"""The flow of cases into each group, through the gate: how many were considered, how many left where, and why."""

from collections.abc import Iterator, Sequence

from finalorder import cohorts, measures
from finalorder.answers import Question, Shown
from finalorder.cohorts import CustomCohort
from finalorder.disclosure import CellDefinitions, CellPattern, PublicationLog, Relation, apply_disclosure_control
from finalorder.lake import Release
from finalorder.operations.operation_scope import STANDING_NATIONWIDE, STANDING_NON_DETAINED, CustomCohortOverlaps

COHORT_FLOW = "cohort_flow"


def count_cohort_flow(
    release: Release,
    question: Question,
    *,
    named: Sequence[str] = (),
    own: Sequence[CustomCohort] = (),
    log: PublicationLog | None = None,
) -> Shown:
    """Rows of ``cohort_flow``: of the cases ordered removed by a day (default: the release's), by where they left.

    ``level_1`` is empty for all that are considered, ``member`` for those in the group, else the criterion at which
    cases left it; ``note`` says why. Every court of the country, or the headline courts of one city.

    :raises FinalorderError: if the release cannot say anything about the day, or there is no such group.
    """
    day, names = question.as_of or release.day, list(named or cohorts.list_cohort_names())
    city, profile = question.city, question.profile
    raw, overlaps = measures.count_cohort_flow(release, day, city, names, own, question.lang)
    if profile != "none":
        CustomCohortOverlaps(overlaps, day.isoformat()).refuse_near_duplicates()
    relations = list(_list_flow_relations([*names, *(each.name for each in own)], city, day.isoformat()))
    return apply_disclosure_control(
        raw, relations=relations, profile=profile, log=log, meanings=_build_flow_definitions(own)
    )


def _build_flow_definitions(own: Sequence[CustomCohort]) -> CellDefinitions:
    """A user's group is its conditions where cases are counted; in the flow it is the way there."""
    defined = {each.name: each.condition.text or each.name for each in own}
    return CellDefinitions(
        groups={name: f"to {text}" for name, text in defined.items()} | {f"{n}*": t for n, t in defined.items()}
    )


def _list_flow_relations(groups: Sequence[str], city: str, as_of: str) -> Iterator[Relation]:
    """A group's members are the number that a scope gives; who is considered is the same for every group."""
    counted = STANDING_NON_DETAINED if city else STANDING_NATIONWIDE
    first = CellPattern(COHORT_FLOW, city, groups[0], "removal", as_of=as_of)
    for group in groups:
        member = CellPattern(COHORT_FLOW, city, group, "removal", "left_at", cohorts.MEMBER, as_of=as_of)
        itself = group if group in cohorts.list_cohort_names() else f"{group}*"
        yield Relation(member, (CellPattern(counted, city, itself, "removal", as_of=as_of),))
        if group != groups[0]:
            yield Relation(first, (CellPattern(COHORT_FLOW, city, group, "removal", as_of=as_of),))
        for fallen in ("1_not_final", "2_undone"):
            one, other = (
                CellPattern(COHORT_FLOW, city, name, "removal", "left_at", fallen, as_of=as_of)
                for name in (groups[0], group)
            )
            if group != groups[0]:
                yield Relation(one, (other,))
