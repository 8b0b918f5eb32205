"""How fast the announcement's family docket led to orders in absence, against all other cases: cohort incidence."""

from collections.abc import Sequence
from dataclasses import replace

from finalorder.disclosure import PublicationLog, Shown
from finalorder.errors import Problem
from finalorder.operations.measuring import measure
from finalorder.releases.lake import Release

FAMILIES, OTHERS = "family_unit_2018", "none"
METHOD, DOCKET = "CI", "family-docket"
HORIZONS = ("182 days", "365 days", "730 days", "1095 days", "1825 days")


def pace(
    release: Release, cities: Sequence[str] = (), *, profile: str = "public", log: PublicationLog | None = None
) -> Shown | None:
    """The incidence of an order in absence by days since the case began (method CI), in the country and in each city.

    Of the 2018 family docket and of the cases on no family docket, followed to the end of the release and not only to
    the day of the operation; None if the release was built without what the method needs.
    """
    only = {DOCKET: (FAMILIES, OTHERS), "city": ("", *cities)}
    by = ["city", DOCKET]
    try:
        shown = measure(release, "in_absentia", methods=[METHOD], by=by, profile=profile, log=log, only=only)
    except Problem:
        return None
    return replace(shown, rows=tuple(row for row in shown if row.level_1 in HORIZONS))
