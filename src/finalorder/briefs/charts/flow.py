"""The way from charge to letter to hearing to order: boxes with counts, lines as thick as the cases between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from finalorder.briefs.charts.drawing import (
    DARK,
    INK,
    LIGHT,
    LINE,
    NARROW,
    WIDE,
    Finding,
    Spec,
    label,
    named,
    share_label,
    styled,
    unchecked,
)  # fmt: skip
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.svg import HATCH
from finalorder.briefs.wording import Words
from finalorder.disclosure import AnswerRow
from finalorder.measures import ALL

BOX, GAP, THICK = 58, 40, 26.0
Cell = tuple[str, str]
#: the stages from the top; each box is a count
STAGES: tuple[tuple[Cell, ...], ...] = (
    (("", ""),),
    (("first_letter", "in_time"), ("first_letter", "short")),
    (("first_hearing", "missed_first"), ("first_hearing", "missed_later"), ("first_hearing", "in_court")),
    (("path", "in_absence"), ("path", "in_court_no_appeal"), ("path", "in_court_after_appeal")),
)
ENDS = {
    "missed_first": ("missed_first",),
    "missed_later": ("missed_later",),
    "in_court": ("in_court_no_appeal", "in_court_after_appeal"),
}
#: from box to box, and the counts that add up to those who took that way
LINKS: tuple[tuple[Cell, Cell, tuple[Cell, ...]], ...] = (
    *(((("", ""), cell, (cell,))) for cell in STAGES[1]),
    *(
        (("first_letter", letter), ("first_hearing", hearing), tuple(("flow", f"{letter}.{end}") for end in ends))
        for letter in ("in_time", "short")
        for hearing, ends in ENDS.items()
    ),
    *(
        (("first_hearing", h), ("path", "in_absence"), (("first_hearing", h),))
        for h in ("missed_first", "missed_later")
    ),
    *((("first_hearing", "in_court"), ("path", p), (("path", p),)) for p in ENDS["in_court"]),
)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a count stands."""

    left: float
    right: float
    top: float
    row: AnswerRow

    @property
    def middle(self) -> float:
        """The horizontal middle."""
        return (self.left + self.right) / 2


def flow(scope: Lookup, words: Words, in_absence: AnswerRow, city: str = "") -> Finding:
    """``in_absence`` is the share of these orders that were made in absence."""
    cells = [*(cell for stage in STAGES for cell in stage), *(cell for _, _, cells in LINKS for cell in cells)]
    rows = {cell: scope.count(city, ALL, *cell) for cell in dict.fromkeys(cells)}
    title = words.plain("chart.flow.title_hidden")
    if in_absence.value is not None:
        missed, share = label(rows["first_hearing", "missed_first"], words), share_label(in_absence, words)
        title = words.plain("chart.flow.title", share=share, missed=missed)
        if rows["first_hearing", "missed_first"].value is None:
            title = words.plain("chart.flow.title_share", share=share)
    facts = "; ".join(f"{_name(cell, words)}: {label(rows[cell], words)}" for stage in STAGES for cell in stage)
    text = words.plain("chart.flow.alt", facts=facts)
    return Finding("flow", title, text, list(rows.values()), _spec, _data(rows, words), {})


def _name(cell: Cell, words: Words) -> str:
    return words.plain(f"flow.{'.'.join(cell) if cell[0] else 'all'}")


def _data(rows: dict[Cell, AnswerRow], words: Words) -> dict[str, Any]:
    """Boxes, lines and words for either width."""
    data: dict[str, Any] = {}
    for width in (WIDE, NARROW):
        boxes = dict(_boxes(rows, width))
        data[f"links{width}"] = list(_links(rows, boxes, rows["", ""].value or 1))
        data[f"frames{width}"] = [_frame(cell, box) for cell, box in boxes.items()]
        data[f"words{width}"] = [_words_of(cell, box, words) for cell, box in boxes.items()]
    return data


@cache
def _spec(width: int) -> Spec:
    height = BOX * len(STAGES) + GAP * (len(STAGES) - 1)
    with unchecked():
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
        links = named(f"links{width}").encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        size = alt.Size("size:Q", scale=None)
        lines = links.transform_filter("!datum.is_hidden").mark_rule(color="#9db6d3").encode(size=size)
        dashed = links.transform_filter("datum.is_hidden").mark_rule(color=LINE, strokeDash=[3, 3])
        frames = named(f"frames{width}").encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        colour = alt.condition("datum.is_absence", alt.value(LIGHT), alt.value("#ffffff"))
        squares = frames.mark_rect(stroke=DARK, strokeWidth=1.2, opacity=1).encode(color=colour)
        chart = alt.layer(lines, dashed, squares, *_texts(width, x, y))
        return styled(chart.properties(width=width - 10, height=height))


def _boxes(rows: dict[Cell, AnswerRow], width: int) -> Iterator[tuple[Cell, Box]]:
    between = 8 if width == NARROW else 24
    for number, stage in enumerate(STAGES):
        each = (width - 2 - between * (len(stage) - 1)) / len(stage) if len(stage) > 1 else width * 0.62
        left = 1 if len(stage) > 1 else width * 0.19
        for place, cell in enumerate(stage):
            start = left + place * (each + between)
            yield cell, Box(start, start + each, number * (BOX + GAP), rows[cell])


def _links(rows: dict[Cell, AnswerRow], boxes: dict[Cell, Box], whole: float) -> Iterator[dict[str, Any]]:
    for start, end, cells in LINKS:
        counts = [rows[cell].value for cell in cells]
        known = [count for count in counts if count is not None]
        is_hidden = len(known) < len(counts)
        if not is_hidden and not sum(known):
            continue
        a, b = boxes[start], boxes[end]
        size = max(1.2, THICK * sum(known) / whole)
        yield {"x": a.middle, "y": a.top + BOX, "x2": b.middle, "y2": b.top, "size": size, "is_hidden": is_hidden}


def _frame(cell: Cell, box: Box) -> dict[str, Any]:
    is_absence = cell in (("path", "in_absence"), ("first_hearing", "missed_first"), ("first_hearing", "missed_later"))
    return {"x": box.left, "x2": box.right, "y": box.top, "y2": box.top + BOX, "is_absence": is_absence}


def _texts(width: int, x: alt.X, y: alt.Y) -> Iterator[Any]:
    """The words of each box, its count below them, and a hatched square where that is hidden."""
    base = named(f"words{width}").encode(x=x, y=y)
    small = 10.5 if width == NARROW else 12
    yield base.mark_text(fontSize=small, color=INK, lineBreak="\n", baseline="top", lineHeight=12).encode(text="name:N")
    count = base.encode(y=alt.Y("low:Q", axis=None), text="count:N")
    yield count.transform_filter("!datum.is_hidden").mark_text(fontSize=13, fontWeight="bold", color=INK)
    hidden = count.transform_filter("datum.is_hidden")
    yield hidden.mark_text(fontSize=12, fontStyle="italic", color=INK, dx=8)
    yield hidden.mark_point(shape="square", size=80, filled=True, color=HATCH, stroke=LINE, opacity=1, xOffset=-20)


def _words_of(cell: Cell, box: Box, words: Words) -> dict[str, Any]:
    fitting = int((box.right - box.left) / 5.4)
    lines: Sequence[str] = wrap(_name(cell, words), fitting)
    is_hidden = box.row.value is None
    return {
        "x": box.middle, "y": box.top + 5, "low": box.top + BOX - 10, "name": "\n".join(lines),
        "count": label(box.row, words), "is_hidden": is_hidden,
    }  # fmt: skip
