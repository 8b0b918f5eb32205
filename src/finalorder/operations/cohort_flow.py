"""The flow of cases into each group, through the gate: how many were considered, how many left where, and why."""

from collections.abc import Sequence

from finalorder import cohorts, measures
from finalorder.answers import Question, Shown
from finalorder.cohorts import CustomCohort
from finalorder.disclosure import apply_disclosure_control
from finalorder.errors import RefusedError
from finalorder.lake import Release
from finalorder.operations.question_limits import check_question


def count_cohort_flow(
    release: Release,
    question: Question,
    *,
    named: Sequence[str] = (),
    own: Sequence[CustomCohort] = (),
) -> Shown:
    """Count the rows of ``cohort_flow``: of the cases ordered removed by a day (default: the release's),
    by where they left.

    ``level_1`` is empty for all that are considered, ``member`` for those in the group, else the criterion at which
    cases left it; ``note`` says why. Every court of the country, or the courts of one city that are not for detainees.

    :raises FinalorderError: if the release cannot say anything about the day, or there is no such group.
    """
    if question.profile == "public":
        _check_flow(own)
    asked = measures.ScopeQuestion(
        question.as_of or release.day,
        cities=(question.city,) if question.city else (),
        groups=tuple(named or cohorts.list_cohort_names()),
        own=tuple(own),
    )
    raw = measures.count_cohort_flow(release, asked, question.lang)
    return apply_disclosure_control(raw, profile=question.profile)


def _check_flow(own: Sequence[CustomCohort]) -> None:
    """Refuse the flow into a group that is several sets: where a case left is asked of one set at a time."""
    for each in own:
        check_question(("city",), each.condition)
        if len(cohorts.split_cohort(each)) > 1:
            raise RefusedError(
                f"a condition of {each.name} names several values: its flow cannot be published; name one value a "
                "condition, or ask --disclosure none, for your own machine."
            )
