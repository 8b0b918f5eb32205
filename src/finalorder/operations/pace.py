"""How fast the announcement's family docket led to orders in absence, against all other cases: cohort incidence."""

from dataclasses import replace

from finalorder.disclosure import Shown
from finalorder.errors import Problem
from finalorder.operations.measuring import measure
from finalorder.releases.lake import Release

FAMILIES, OTHERS = "family_unit_2018", "none"
METHOD, DOCKET = "CI", "family-docket"
HORIZONS = ("182 days", "365 days", "730 days", "1095 days", "1825 days")


def pace(release: Release, *, profile: str = "public") -> Shown | None:
    """The incidence of an order in absence by days since the case began (method CI), in every court of the country.

    Of the 2018 family docket and of the cases on no family docket, followed to the end of the release and not only to
    the day of the operation; None if the release was built without what the method needs.
    """
    try:
        shown = measure(release, "in_absentia", methods=[METHOD], by=[DOCKET], profile=profile)
    except Problem:
        return None
    kept = (row for row in shown if row.by_2 == DOCKET and row.level_2 in (FAMILIES, OTHERS))
    return replace(shown, rows=tuple(row for row in kept if row.level_1 in HORIZONS))
