"""How fast the announcement's family docket led to orders in absentia, against all other cases: cohort incidence."""

from collections.abc import Sequence

from finalorder.answers import Shown, make_question
from finalorder.errors import NotInLakeError
from finalorder.lake import Release
from finalorder.operations.measure_answers import measure_release

FAMILY_DOCKET_LEVEL, NO_DOCKET_LEVEL = "family_unit_2018", "none"
INCIDENCE_METHOD, DOCKET_DIMENSION = "CI", "family-docket"
INCIDENCE_HORIZONS = ("182 days", "365 days", "730 days", "1095 days", "1825 days")


def measure_in_absentia_incidence(
    release: Release, cities: Sequence[str] = (), *, profile: str = "public"
) -> Shown | None:
    """The incidence of an order in absentia by days since the case began (method CI), in the country and in each city.

    Of the 2018 family docket and of the cases on no family docket, followed to the end of the release and not only to
    the day of the operation; None if the release was built without what the method needs.
    """
    only = {DOCKET_DIMENSION: (FAMILY_DOCKET_LEVEL, NO_DOCKET_LEVEL), "city": ("", *cities)}
    question = make_question(
        "measure", "in_absentia", methods=[INCIDENCE_METHOD], by=["city", DOCKET_DIMENSION], profile=profile
    )
    try:
        shown = measure_release(release, question, only=only)
    except NotInLakeError:
        return None
    return shown.select_rows(lambda row: row.level_1 in INCIDENCE_HORIZONS)
