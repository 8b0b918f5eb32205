"""From charge to hearing notice to hearing to order: boxes with counts, lines as thick as the cases between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from finalorder.answers import AnswerRow
from finalorder.briefs.charts.drawing import (  # fmt: skip
    DARK,
    INK,
    LIGHT,
    LINE,
    NARROW,
    WIDE,
    ChartPlan,
    Spec,
    build_styled_spec,
    create_dataset_chart,
    format_count_label,
    format_share_label,
    skip_validation,
)
from finalorder.briefs.row_index import ScopeLookup
from finalorder.briefs.svg import HATCH_COLOUR
from finalorder.measures import ALL_STANDING
from finalorder.words import Words

BOX_HEIGHT, BOX_GAP, MAX_LINE_WIDTH = 58, 40, 26.0
FlowCell = tuple[str, str]
#: the stages from the top; each box is a count
STAGES: tuple[tuple[FlowCell, ...], ...] = (
    (("", ""),),
    (("first_hearing_notice", "in_time"), ("first_hearing_notice", "short")),
    (("first_hearing", "missed_first"), ("first_hearing", "missed_later"), ("first_hearing", "in_court")),
    (("path", "in_absentia"), ("path", "in_court_no_appeal"), ("path", "in_court_after_appeal")),
)
HEARING_OUTCOMES = {
    "missed_first": ("missed_first",),
    "missed_later": ("missed_later",),
    "in_court": ("in_court_no_appeal", "in_court_after_appeal"),
}
#: from box to box, and the counts that add up to those who took that way
LINKS: tuple[tuple[FlowCell, FlowCell, tuple[FlowCell, ...]], ...] = (
    *(((("", ""), cell, (cell,))) for cell in STAGES[1]),
    *(
        (
            ("first_hearing_notice", timing),
            ("first_hearing", hearing),
            tuple(("flow", f"{timing}.{end}") for end in ends),
        )
        for timing in ("in_time", "short")
        for hearing, ends in HEARING_OUTCOMES.items()
    ),
    *(
        (("first_hearing", h), ("path", "in_absentia"), (("first_hearing", h),))
        for h in ("missed_first", "missed_later")
    ),
    *((("first_hearing", "in_court"), ("path", p), (("path", p),)) for p in HEARING_OUTCOMES["in_court"]),
)


@dataclass(frozen=True, slots=True)
class FlowBox:
    """Where a count stands."""

    left: float
    right: float
    top: float
    row: AnswerRow

    @property
    def middle(self) -> float:
        """The horizontal middle."""
        return (self.left + self.right) / 2


def plan_flow_chart(scope: ScopeLookup, words: Words, in_absentia: AnswerRow, city: str = "") -> ChartPlan:
    """``in_absentia`` is the share of these orders that were made in absentia."""
    cells = [*(cell for stage in STAGES for cell in stage), *(cell for _, _, cells in LINKS for cell in cells)]
    rows = {cell: scope.find_count(city, ALL_STANDING, *cell) for cell in dict.fromkeys(cells)}
    title = words.format_plain("chart.flow.title_hidden")
    if in_absentia.value is not None:
        missed, share = (
            format_count_label(rows["first_hearing", "missed_first"], words),
            format_share_label(in_absentia, words),
        )
        title = words.format_plain("chart.flow.title", share=share, missed=missed)
        if rows["first_hearing", "missed_first"].value is None:
            title = words.format_plain("chart.flow.title_share", share=share)
    facts = "; ".join(
        f"{_translate_cell(cell, words)}: {format_count_label(rows[cell], words)}" for stage in STAGES for cell in stage
    )
    text = words.format_plain("chart.flow.alt", facts=facts)
    return ChartPlan("flow", title, text, list(rows.values()), _build_flow_spec, _build_flow_datasets(rows, words), {})


def _translate_cell(cell: FlowCell, words: Words) -> str:
    return words.format_plain(f"flow.{'.'.join(cell) if cell[0] else 'all'}")


def _build_flow_datasets(rows: dict[FlowCell, AnswerRow], words: Words) -> dict[str, Any]:
    """Boxes, lines and words for either width."""
    data: dict[str, Any] = {}
    for width in (WIDE, NARROW):
        boxes = dict(_lay_out_boxes(rows, width))
        data[f"links{width}"] = list(_build_links(rows, boxes, rows["", ""].value or 1))
        data[f"frames{width}"] = [_build_frame(cell, box) for cell, box in boxes.items()]
        data[f"words{width}"] = [_build_box_text(cell, box, words) for cell, box in boxes.items()]
    return data


@cache
def _build_flow_spec(width: int) -> Spec:
    height = BOX_HEIGHT * len(STAGES) + BOX_GAP * (len(STAGES) - 1)
    with skip_validation():
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
        links = create_dataset_chart(f"links{width}").encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        size = alt.Size("size:Q", scale=None)
        lines = links.transform_filter("!datum.is_hidden").mark_rule(color="#9db6d3").encode(size=size)
        dashed = links.transform_filter("datum.is_hidden").mark_rule(color=LINE, strokeDash=[3, 3])
        frames = create_dataset_chart(f"frames{width}").encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        colour = alt.condition("datum.is_absence", alt.value(LIGHT), alt.value("#ffffff"))
        squares = frames.mark_rect(stroke=DARK, strokeWidth=1.2, opacity=1).encode(color=colour)
        chart = alt.layer(lines, dashed, squares, *_build_text_layers(width, x, y))
        return build_styled_spec(chart.properties(width=width - 10, height=height))


def _lay_out_boxes(rows: dict[FlowCell, AnswerRow], width: int) -> Iterator[tuple[FlowCell, FlowBox]]:
    between = 8 if width == NARROW else 24
    for number, stage in enumerate(STAGES):
        each = (width - 2 - between * (len(stage) - 1)) / len(stage) if len(stage) > 1 else width * 0.62
        left = 1 if len(stage) > 1 else width * 0.19
        for place, cell in enumerate(stage):
            start = left + place * (each + between)
            yield cell, FlowBox(start, start + each, number * (BOX_HEIGHT + BOX_GAP), rows[cell])


def _build_links(
    rows: dict[FlowCell, AnswerRow], boxes: dict[FlowCell, FlowBox], whole: float
) -> Iterator[dict[str, Any]]:
    for start, end, cells in LINKS:
        counts = [rows[cell].value for cell in cells]
        known = [count for count in counts if count is not None]
        is_hidden = len(known) < len(counts)
        if not is_hidden and not sum(known):
            continue
        a, b = boxes[start], boxes[end]
        size = max(1.2, MAX_LINE_WIDTH * sum(known) / whole)
        yield {
            "x": a.middle,
            "y": a.top + BOX_HEIGHT,
            "x2": b.middle,
            "y2": b.top,
            "size": size,
            "is_hidden": is_hidden,
        }


def _build_frame(cell: FlowCell, box: FlowBox) -> dict[str, Any]:
    is_absence = cell in (("path", "in_absentia"), ("first_hearing", "missed_first"), ("first_hearing", "missed_later"))
    return {"x": box.left, "x2": box.right, "y": box.top, "y2": box.top + BOX_HEIGHT, "is_absence": is_absence}


def _build_text_layers(width: int, x: alt.X, y: alt.Y) -> Iterator[Any]:
    """The words of each box, its count below them, and a hatched square where that is hidden."""
    base = create_dataset_chart(f"words{width}").encode(x=x, y=y)
    small = 10.5 if width == NARROW else 12
    yield base.mark_text(fontSize=small, color=INK, lineBreak="\n", baseline="top", lineHeight=12).encode(text="name:N")
    count = base.encode(y=alt.Y("low:Q", axis=None), text="count:N")
    yield count.transform_filter("!datum.is_hidden").mark_text(fontSize=13, fontWeight="bold", color=INK)
    hidden = count.transform_filter("datum.is_hidden")
    yield hidden.mark_text(fontSize=12, fontStyle="italic", color=INK, dx=8)
    yield hidden.mark_point(
        shape="square", size=80, filled=True, color=HATCH_COLOUR, stroke=LINE, opacity=1, xOffset=-20
    )


def _build_box_text(cell: FlowCell, box: FlowBox, words: Words) -> dict[str, Any]:
    fitting = int((box.right - box.left) / 5.4)
    lines: Sequence[str] = wrap(_translate_cell(cell, words), fitting)
    is_hidden = box.row.value is None
    return {
        "x": box.middle, "y": box.top + 5, "low": box.top + BOX_HEIGHT - 10, "name": "\n".join(lines),
        "count": format_count_label(box.row, words), "is_hidden": is_hidden,
    }  # fmt: skip
