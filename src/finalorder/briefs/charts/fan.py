"""Where it goes: a forecast as a fan, with what came before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, floor

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import DARK, GRID, HALF, INK, LIGHT, LINE_HEIGHT, MIDDLE, SOFT, Canvas
from finalorder.briefs.charts.drawing import NARROW, ChartPlan
from finalorder.words import Words

#: shades of the intervals, from the widest to the narrowest
SHADES = (("95%", LIGHT), ("80%", HALF), ("50%", MIDDLE))
TOLD_LEVEL = "80%"
PLOT_HEIGHT, AXIS_WIDTH, RIGHT_MARGIN, SEPTEMBER = 240, 66, 14, 9
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Fan:
    """What is drawn: the forecast's rows by period and interval, and what came before."""

    rows: Sequence[AnswerRow]
    before: Sequence[AnswerRow]

    @property
    def line(self) -> list[tuple[float, float]]:
        """What came and the center of the forecast, in order of time."""
        found = {parse_moment(row.period): float(row.value or 0) for row in [*self.before, *self.rows]}
        return sorted(found.items())

    def list_band(self, level: str) -> list[tuple[float, float, float]]:
        """The ends of an interval in order of time, from the last count before the forecast on."""
        here = [(parse_moment(row.period), row.low or 0, row.high or 0) for row in self.rows if row.level_2 == level]
        first = min(moment for moment, *_ in here)
        start = [(moment, value, value) for moment, value in self.line if moment < first][-1:]
        return sorted([*start, *here])

    @property
    def top(self) -> float:
        """The largest number drawn."""
        return max([float(row.high or 0) for row in self.rows] + [value for _, value in self.line])


def plan_fan_chart(
    rows: Sequence[AnswerRow], before: Sequence[AnswerRow], words: Words, title: str
) -> ChartPlan | None:
    """Plan the fan of rows of one quantity by period and interval; None where every one is hidden."""
    known, came = ([row for row in listed if row.value is not None] for listed in (rows, before))
    if not known:
        return None
    told = sorted((row for row in known if row.level_2 == TOLD_LEVEL), key=lambda row: row.period)
    facts = "; ".join(_describe_row(row, words) for row in (told[0], told[-1]))
    text = words.format_plain("forecast.fan_alt", facts=facts)
    return ChartPlan("fan", title, text, tuple(rows), partial(_draw_fan, Fan(known, came), words))


def _describe_row(row: AnswerRow, words: Words) -> str:
    low, value, high = (words.format_number(number or 0) for number in (row.low, row.value, row.high))
    return f"{row.period}: {value} ({low}–{high})"


def parse_moment(period: str) -> float:
    """A fiscal year's end (``FY2027``) or a month's (``2027-06``) as a year and its fraction."""
    if period.startswith("FY"):
        return int(period[2:]) + SEPTEMBER / 12
    year, month = period.split("-")
    return int(year) + int(month) / 12


@dataclass(frozen=True, slots=True)
class FanPlot:
    """Where moments and numbers stand on a picture."""

    first: float
    last: float
    top: float
    width: float

    def place(self, moment: float, value: float) -> tuple[float, float]:
        """The point of a number at a moment."""
        right = self.width - RIGHT_MARGIN
        x = AXIS_WIDTH + (moment - self.first) / max(self.last - self.first, 1e-9) * (right - AXIS_WIDTH)
        return x, 8 + (PLOT_HEIGHT - 8) * (1 - value / self.top)


def _draw_fan(fan: Fan, words: Words, width: int) -> Canvas:
    canvas, line = Canvas(width), fan.line
    plot = FanPlot(line[0][0], line[-1][0], max(fan.top * 1.05, 1), width)
    _draw_grid(canvas, plot, words)
    for level, shade in SHADES:
        band = fan.list_band(level)
        lower, upper = ([plot.place(point[0], point[end]) for point in band] for end in (1, 2))
        canvas.add("polygon", points=_join_points([*upper, *reversed(lower)]), fill=shade)
    points = [plot.place(*point) for point in line]
    canvas.add("polyline", points=_join_points(points), fill="none", stroke=DARK, stroke_width=2.5)
    for x, y in points:
        canvas.add("circle", cx=x, cy=y, r=2.5, fill=INK)
    canvas.extend_to(PLOT_HEIGHT + LINE_HEIGHT + 8)
    return canvas


def _draw_grid(canvas: Canvas, plot: FanPlot, words: Words) -> None:
    for part in (0, 0.5, 1):
        value = float(f"{plot.top * part:.2g}")
        _, y = plot.place(plot.first, min(value, plot.top))
        canvas.add("line", x1=AXIS_WIDTH, x2=canvas.width - RIGHT_MARGIN, y1=y, y2=y, stroke=GRID)
        canvas.write(AXIS_WIDTH - 6, y + 4, words.format_number(value), text_anchor="end", fill=SOFT)
    for year in _list_years(plot, canvas.width):
        canvas.write(plot.place(year, 0)[0], PLOT_HEIGHT + 16, str(year), text_anchor="middle", fill=SOFT)


def _list_years(plot: FanPlot, width: float) -> Iterable[int]:
    """Years to name on the axis: no more than fit."""
    first, last = ceil(plot.first), floor(plot.last)
    step = max(1, ceil((last - first + 1) / (4 if width <= NARROW else 9)))
    return range(first, last + 1, step)


def _join_points(points: Points) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
