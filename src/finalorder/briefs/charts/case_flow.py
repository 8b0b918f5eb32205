"""The way from charge to hearing notice to hearing to order: boxes with counts, lines as thick as the cases between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import DARK, LIGHT, LINE, LINE_HEIGHT, PALE, Canvas, wrap_text
from finalorder.briefs.charts.drawing import NARROW, ChartPlan, format_count_label, format_share_label
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING, SPLITS
from finalorder.words import Words

BOX_GAP, MAX_LINE_WIDTH = 36, 26.0
FLOW_LINE = "#9db6d3"
FlowCell = tuple[str, str]
#: the stages from the top; each box is a count
STAGES: tuple[tuple[FlowCell, ...], ...] = (
    (("", ""),),
    (("first_hearing_notice", "in_time"), ("first_hearing_notice", "short")),
    (("first_hearing", "missed_first"), ("first_hearing", "missed_later"), ("first_hearing", "in_court")),
    tuple(("path", path) for path in SPLITS["path"]),
)
HEARING_OUTCOMES = {
    "missed_first": ("missed_first",),
    "missed_later": ("missed_later",),
    "in_court": tuple(path for path in SPLITS["path"] if path != "in_absentia"),
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
    """Where a count stands, and the lines of its name."""

    left: float
    right: float
    top: float
    height: float
    lines: Sequence[str]
    row: AnswerRow

    @property
    def middle(self) -> float:
        """The horizontal middle."""
        return (self.left + self.right) / 2


def plan_flow_chart(scope: ScopeLookup, words: Words, in_absentia: AnswerRow, city: str = "") -> ChartPlan:
    """Plan it; ``in_absentia`` is the share of these orders that were made in absentia."""
    cells = [*(cell for stage in STAGES for cell in stage), *(cell for _, _, cells in LINKS for cell in cells)]
    rows = {cell: scope.find_count(city, ALL_STANDING, *cell) for cell in dict.fromkeys(cells)}
    title = words.format_plain("chart.flow.title_hidden")
    if in_absentia.value is not None:
        missed = rows["first_hearing", "missed_first"]
        counted = {"count": rows["path", "in_absentia"], "whole": rows["", ""], "missed": missed}
        named = {name: format_count_label(row, words) for name, row in counted.items()}
        kind = "title" if missed.value is not None else "title_share"
        title = words.format_plain(f"chart.flow.{kind}", share=format_share_label(in_absentia, words), **named)
    facts = "; ".join(
        f"{_translate_cell(cell, words)}: {format_count_label(rows[cell], words)}" for stage in STAGES for cell in stage
    )
    text = words.format_plain("chart.flow.alt", facts=facts)
    return ChartPlan("flow", title, text, list(rows.values()), partial(_draw_flow, rows, words))


def _translate_cell(cell: FlowCell, words: Words) -> str:
    return words.format_plain(f"flow.{'.'.join(cell) if cell[0] else 'all'}")


def _draw_flow(rows: Mapping[FlowCell, AnswerRow], words: Words, width: int) -> Canvas:
    canvas, boxes = Canvas(width), dict(_lay_out_boxes(rows, words, width))
    _draw_links(canvas, rows, boxes)
    for cell, box in boxes.items():
        _draw_box(canvas, cell, box, words)
    canvas.extend_to(max(box.top + box.height for box in boxes.values()) + 1)
    return canvas


def _lay_out_boxes(
    rows: Mapping[FlowCell, AnswerRow], words: Words, width: int
) -> Iterator[tuple[FlowCell, FlowBox]]:  # fmt: skip
    between, top = 8 if width <= NARROW else 24, 1.0
    for stage in STAGES:
        each = (width - 2 - between * (len(stage) - 1)) / len(stage) if len(stage) > 1 else width * 0.62
        left = 1 if len(stage) > 1 else width * 0.19
        named = {cell: wrap_text(_translate_cell(cell, words), each - 10) for cell in stage}
        height = (1 + max(map(len, named.values()))) * LINE_HEIGHT + 12
        for place, (cell, lines) in enumerate(named.items()):
            start = left + place * (each + between)
            yield cell, FlowBox(start, start + each, top, height, lines, rows[cell])
        top += height + BOX_GAP


def _draw_links(canvas: Canvas, rows: Mapping[FlowCell, AnswerRow], boxes: Mapping[FlowCell, FlowBox]) -> None:
    """Draw a line for each way, as thick as the cases that took it; a dashed one where they are hidden."""
    whole = rows["", ""].value or 1
    for start, end, cells in LINKS:
        counts = [rows[cell].value for cell in cells]
        known = [count for count in counts if count is not None]
        is_hidden = len(known) < len(counts)
        if not is_hidden and not sum(known):
            continue
        a, b = boxes[start], boxes[end]
        ends: dict[str, float | str] = {"x1": a.middle, "y1": a.top + a.height, "x2": b.middle, "y2": b.top}
        if is_hidden:
            canvas.add("line", stroke=LINE, stroke_dasharray="3 3", **ends)
        else:
            canvas.add("line", stroke=FLOW_LINE, stroke_width=max(1.2, MAX_LINE_WIDTH * sum(known) / whole), **ends)


def _draw_box(canvas: Canvas, cell: FlowCell, box: FlowBox, words: Words) -> None:
    is_absence = cell in (("path", "in_absentia"), ("first_hearing", "missed_first"), ("first_hearing", "missed_later"))
    size: dict[str, float | str] = {"width": box.right - box.left, "height": box.height, "stroke": DARK}
    canvas.add("rect", x=box.left, y=box.top, fill=LIGHT if is_absence else PALE, **size)
    bottom = canvas.write_lines(box.middle, box.top + 17, box.lines, text_anchor="middle")
    count = format_count_label(box.row, words)
    if box.row.value is None:
        canvas.mark_hidden(box.middle - 24, bottom + 2, count)
    else:
        canvas.write(box.middle, bottom + 2, count, text_anchor="middle", font_weight="bold")
