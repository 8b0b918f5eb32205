"""How standing orders came about: hearing notice, hearing, order, representation. Unprotected counts, for the gate."""

from finalorder.measures.standing_orders import ALL_STANDING, CountCell

NOTICE_TIMINGS = ("in_time", "short")
ORDER_PATHS = ("missed_first", "missed_later", "in_court_no_appeal", "in_court_late_appeal", "in_court_after_appeal")
REPRESENTATION, ATTENDANCE = ("represented", "not_represented"), ("in_absentia", "in_court")
#: every split of ``standing_ways``, with its levels: exhaustive and disjoint over all cases with a standing order
PATHWAYS: dict[str, tuple[str, ...]] = {
    "flow": tuple(f"{notice}.{end}" for notice in NOTICE_TIMINGS for end in ORDER_PATHS),
    "first_hearing_notice": NOTICE_TIMINGS,
    "first_hearing": ("missed_first", "missed_later", "in_court"),
    "notice_lead": ("under_10", "10_to_29", "30_to_89", "90_or_more", "not_recorded", "in_court"),
    "notice_trouble": ("returned", "no_address", "served_wrong", "none"),
    "representation_and_attendance": tuple(f"{who}.{where}" for who in REPRESENTATION for where in ATTENDANCE),
}


def list_pathway_cells() -> list[CountCell]:
    """List the cells of ``standing_ways``: all standing orders, by each way in which they came about."""
    return [
        CountCell("standing_orders", ALL_STANDING, pathway, level)
        for pathway in PATHWAYS
        for level in PATHWAYS[pathway]
    ]
