"""How fast the cases that an operation is about led to orders in absentia, against others: cohort incidence."""

from finalorder.answers import Shown, make_question
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.operations.measure_answers import measure_release
from finalorder.operations.operation import Operation

INCIDENCE_METHOD = "CI"
INCIDENCE_HORIZONS = ("182 days", "365 days", "730 days", "1095 days", "1825 days")


def measure_in_absentia_incidence(release: Release, operation: Operation, *, profile: str = "public") -> Shown | None:
    """The incidence of an order in absentia by days since the case began (method CI), in the country and in each city.

    Of the cases that are the operation's focus and of those it sets beside them, followed to the end of the release and
    not only to the day of the operation; None if it has no focus, or the release was built without what is needed.
    """
    focus = operation.focus
    if focus is None:
        return None
    levels = tuple(level for level in (focus.level, focus.against) if level)
    only = {focus.dimension: levels, "city": ("", *operation.cities)}
    by = ["city", focus.dimension] if focus.dimension != "city" else ["city"]
    question = make_question("measure", "in_absentia", methods=[INCIDENCE_METHOD], by=by, profile=profile)
    try:
        shown = measure_release(release, question, only=only)
    except NotInLakeError:
        return None
    return shown.select_rows(lambda row: row.level_1 in INCIDENCE_HORIZONS)
