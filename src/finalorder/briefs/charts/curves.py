"""How fast: the share of cases ordered removed in absentia, by time since they began; curves with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from finalorder.answers import AnswerRow
from finalorder.briefs.canvas import DARK, GRID, LIGHT, LINE_HEIGHT, MIDDLE, SOFT, Canvas, wrap_text
from finalorder.briefs.charts.drawing import NARROW, ChartPlan, format_share_label
from finalorder.operations import INCIDENCE_HORIZONS, Focus
from finalorder.words import Words

ONE_YEAR = "365 days"
PLOT_HEIGHT, AXIS_WIDTH, LAST_YEAR = 190, 40, 5
Curves = Mapping[tuple[str, str], AnswerRow]


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """Where years and shares stand on a picture."""

    left: float
    right: float
    top: float

    def place(self, years: float, share: float) -> tuple[float, float]:
        """Return the point of a share after so many years."""
        x = self.left + years / LAST_YEAR * (self.right - self.left)
        return x, 8 + (PLOT_HEIGHT - 8) * (1 - share / self.top)


def plan_speed_chart(rows: Sequence[AnswerRow], words: Words, focus: Focus | None) -> ChartPlan | None:
    """Plan the curves of the operation's focus and what it is set beside; None where one of the two was not counted."""
    at = {(row.level_2, row.level_1): row for row in rows}
    levels = [focus.level, focus.against] if focus and focus.against else []
    if not levels or not all((level, horizon) in at for level in levels for horizon in INCIDENCE_HORIZONS):
        return None
    families, others = (at[level, ONE_YEAR] for level in levels)
    title = words.format_plain("chart.speed.title_hidden")
    if families.value is not None and others.value is not None:
        ends = {"families": words.format_share(families.value), "others": words.format_share(others.value)}
        ends["name"] = words.translate_name("docket", levels[0])
        title = words.format_plain("chart.speed.title", **ends)
    facts = "; ".join(_describe_curve(at, docket, words) for docket in levels)
    text = words.format_plain("chart.speed.alt", facts=facts)
    return ChartPlan("speed", title, text, rows, partial(_draw_curves, at, levels, words))


def _describe_curve(at: Curves, docket: str, words: Words) -> str:
    shares = (
        f"{words.translate_name('horizon', h)} {format_share_label(at[docket, h], words)}" for h in INCIDENCE_HORIZONS
    )
    return f"{words.translate_name('docket', docket)}: {', '.join(shares)}"


def _parse_years(row: AnswerRow) -> float:
    return int(row.level_1.split()[0]) / 365


def _draw_curves(at: Curves, levels: Sequence[str], words: Words, width: int) -> Canvas:
    canvas, names = Canvas(width), 96 if width <= NARROW else 170
    ends = [row.value if row.high is None else row.high for row in at.values() if row.value is not None]
    plot = CurvePlot(AXIS_WIDTH, width - names, min(1.0, max((end or 0 for end in ends), default=0.1) * 1.15) or 0.1)
    _draw_grid(canvas, plot, words)
    curves = [_Curve(at, level, colour) for level, colour in zip(levels, (DARK, MIDDLE), strict=True)]
    _label_ends(canvas, plot, [_draw_curve(canvas, plot, curve, words) for curve in curves if curve.known], names)
    _name_hidden_curves(canvas, plot, [curve for curve in curves if not curve.known], words)
    canvas.extend_to(PLOT_HEIGHT + 2 * LINE_HEIGHT + 6)
    return canvas


def _draw_grid(canvas: Canvas, plot: CurvePlot, words: Words) -> None:
    for part in (0, 0.5, 1):
        share = round(plot.top * part, 2)
        _, y = plot.place(0, share)
        canvas.add("line", x1=plot.left, x2=plot.right, y1=y, y2=y, stroke=GRID)
        canvas.write(plot.left - 6, y + 4, f"{share:.0%}", text_anchor="end", fill=SOFT)
    for year in range(1, LAST_YEAR + 1):
        canvas.write(plot.place(year, 0)[0], PLOT_HEIGHT + 16, str(year), text_anchor="middle", fill=SOFT)
    canvas.write(plot.left, PLOT_HEIGHT + 34, words.format_plain("chart.axis.years"), fill=SOFT)


@dataclass(frozen=True, slots=True)
class _Curve:
    """A line: its rows, the level that they are of, and its color."""

    at: Curves
    level: str
    colour: str

    @property
    def rows(self) -> list[AnswerRow]:
        """The points of the line, the shortest time first."""
        return [self.at[self.level, horizon] for horizon in INCIDENCE_HORIZONS]

    @property
    def known(self) -> list[AnswerRow]:
        """The points that are not hidden."""
        return [row for row in self.rows if row.value is not None]


def _draw_curve(canvas: Canvas, plot: CurvePlot, curve: _Curve, words: Words) -> tuple[float, str, str]:
    """Draw a curve with its band; return where it ends, its name, and its color."""
    known, colour = curve.known, curve.colour
    low, high, middle = (
        [plot.place(_parse_years(row), value or 0) for row in known for value in [getattr(row, part)]]
        for part in ("low", "high", "value")
    )
    canvas.add("polygon", points=_join_points([*high, *reversed(low)]), fill=LIGHT, opacity=0.75)
    canvas.add("polyline", points=_join_points(middle), fill="none", stroke=colour, stroke_width=2.5)
    for x, y in middle:
        canvas.add("circle", cx=x, cy=y, r=4, fill=colour)
    hidden = [row for row in curve.rows if row.value is None]
    for row in hidden:
        word = format_share_label(row, words) if row is hidden[-1] else ""
        canvas.mark_hidden(plot.place(_parse_years(row), 0)[0] - 6, 22, word)
    text = words.translate_name("docket", curve.level)
    return middle[-1][1], f"{text} {words.format_share(known[-1].value or 0)}", colour


def _name_hidden_curves(canvas: Canvas, plot: CurvePlot, curves: Sequence[_Curve], words: Words) -> None:
    """Name the curves of which every point is hidden, above the plot's middle: they have no height to read."""
    for number, curve in enumerate(curves):
        name, word = words.translate_name("docket", curve.level), format_share_label(curve.rows[0], words)
        canvas.mark_hidden(plot.left + 8, 22 + number * LINE_HEIGHT, f"{name}: {word}")


def _join_points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _label_ends(canvas: Canvas, plot: CurvePlot, labels: Sequence[tuple[float, str, str]], room: float) -> None:
    """Write the name of each line at its end, one below the other where they would touch."""
    bottom = 0.0
    for y, text, colour in sorted(labels):
        first = max(y, bottom + 12)
        lines = wrap_text(text, room - 12)
        bottom = canvas.write_lines(plot.right + 10, first + 4, lines, fill=colour, font_weight="bold") - 4
