"""Charts and the map as inline SVG, drawn when the page is made, from specifications in a chart grammar."""

from collections.abc import Iterator, Mapping

from finalorder.briefs.brief_data import BriefData
from finalorder.briefs.charts.bed_needs import plan_needed_chart
from finalorder.briefs.charts.case_flow import plan_flow_chart
from finalorder.briefs.charts.city_map import plan_map
from finalorder.briefs.charts.cohort_bars import plan_groups_chart, plan_small_multiples
from finalorder.briefs.charts.curves import plan_speed_chart
from finalorder.briefs.charts.drawing import Chart, ChartPlan, draw_chart
from finalorder.briefs.charts.notice_time import plan_notice_chart
from finalorder.briefs.charts.order_paths import plan_paths_chart
from finalorder.briefs.charts.share_dots import COMPARED_METHODS, plan_methods_chart, plan_representation_chart
from finalorder.briefs.row_index import ScopeLookup
from finalorder.words import Words

__all__ = ["COMPARED_METHODS", "Chart", "draw_charts"]
REPRESENTATION_SHARES = ("share_in_absentia_represented", "share_in_absentia_not_represented")


def draw_charts(
    scope: ScopeLookup, words: Words, book: BriefData, city: str = "", prefix: str = ""
) -> Mapping[str, Chart]:
    """The charts of the index, or with a city those of its page, by kind; ``prefix`` sets their files apart."""
    found = [*(() if city else _plan_index_charts(scope, words, book)), *_plan_page_charts(scope, words, book, city)]
    return {each.kind: draw_chart(each, words, scope.stamps, prefix) for each in found if each is not None}


def _plan_index_charts(scope: ScopeLookup, words: Words, book: BriefData) -> Iterator[ChartPlan | None]:
    yield plan_map(scope, words)
    yield plan_small_multiples(scope, words)
    yield plan_paths_chart(scope, words, book.find_share("share_in_absentia"))
    yield plan_methods_chart(scope, words)


def _plan_page_charts(scope: ScopeLookup, words: Words, book: BriefData, city: str) -> Iterator[ChartPlan | None]:
    yield plan_groups_chart(scope, words, city)
    yield plan_flow_chart(scope, words, book.find_share("share_in_absentia", city), city)
    yield plan_notice_chart(scope, words, city)
    yield plan_representation_chart(words, [book.find_share(name, city) for name in REPRESENTATION_SHARES])
    yield plan_needed_chart(scope, words, book.find_need, city)
    yield plan_speed_chart(book.find_incidence(city), words)
