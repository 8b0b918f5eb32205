"""Charts and the map as SVG, drawn when the page is made, at the size at which they are shown."""

from collections.abc import Iterator, Mapping

from finalorder.briefs.brief_data import BriefData
from finalorder.briefs.charts.case_flow import plan_flow_chart
from finalorder.briefs.charts.city_map import plan_map
from finalorder.briefs.charts.cohort_bars import plan_groups_chart, plan_small_multiples
from finalorder.briefs.charts.curves import plan_speed_chart
from finalorder.briefs.charts.drawing import Chart, ChartFrame, ChartPlan, draw_chart
from finalorder.briefs.charts.notice_time import plan_notice_chart
from finalorder.briefs.charts.order_paths import plan_paths_chart
from finalorder.briefs.charts.share_dots import COMPARED_METHODS, plan_absence_chart, plan_methods_chart
from finalorder.briefs.row_index import ScopeLookup
from finalorder.words import Words

__all__ = ["COMPARED_METHODS", "Chart", "ChartFrame", "draw_charts"]


def draw_charts(
    scope: ScopeLookup, words: Words, book: BriefData, frame: ChartFrame, city: str = ""
) -> Mapping[str, Chart]:
    """Draw the charts of the index, or with a city those of its page; ``frame`` is what they say of themselves."""
    found = _plan_city_charts(scope, words, book, city) if city else _plan_index_charts(scope, words, book)
    return {each.kind: draw_chart(each, words, frame) for each in found if each is not None}


def _plan_index_charts(scope: ScopeLookup, words: Words, book: BriefData) -> Iterator[ChartPlan | None]:
    yield plan_map(scope, words)
    yield plan_groups_chart(scope, words)
    yield plan_small_multiples(scope, words)
    yield plan_flow_chart(scope, words, book.find_share("share_in_absentia"))
    yield plan_paths_chart(scope, words, book.find_share("share_in_absentia"))
    yield plan_notice_chart(scope, words)
    yield plan_methods_chart(scope, words)
    yield plan_speed_chart(book.find_incidence(), words, scope.operation.focus)


def _plan_city_charts(scope: ScopeLookup, words: Words, book: BriefData, city: str) -> Iterator[ChartPlan | None]:
    yield plan_flow_chart(scope, words, book.find_share("share_in_absentia", city), city)
    yield plan_absence_chart(book.find_absence(city), words)
    yield plan_speed_chart(book.find_incidence(city), words, scope.operation.focus)
