"""A picture of a measure by fiscal year: a line a method, with all that it needs to stand alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from finalorder.answers import AnswerRow
from finalorder.briefs import Canvas, Caption, PictureName, render_standalone, wrap_text
from finalorder.site.published_rows import PublishedRows
from finalorder.site.series import Line, list_years
from finalorder.words import Words

WIDTH, HEIGHT, LEFT, NAMES, TOP = 680, 240, 62, 120, 12
COLORS = ("#17375e", "#a33c12", "#4d7a2f", "#6b4c93", "#8a6d00", "#4a4a4a")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")
GRID, SOFT = "#dddddd", "#4a4a4a"
#: room between the labels at the ends of two lines
LABEL_HEIGHT = 17


@dataclass(frozen=True, slots=True)
class ChartText:
    """What the picture says of itself besides its numbers."""

    stamp: str
    title: str
    source: str
    note: str


def caption_chart(title: str, drawn: Sequence[Line], rows: PublishedRows, words: Words) -> ChartText:
    """Write what a chart says of itself: its title, its source, and the methods that it draws."""
    release = rows.release
    source = words.format_plain("site.chart.source", release=release.name, day=words.format_day(release.day))
    methods = ", ".join(dict.fromkeys(line.method for line in drawn))
    stamp = words.format_plain("site.chart.simulated") if rows.is_simulated else ""
    return ChartText(stamp, title, source, words.format_plain("site.chart.note", methods=methods))


@dataclass(frozen=True, slots=True)
class _Plot:
    years: tuple[str, ...]
    top: float

    def place(self, year: str, value: float) -> tuple[float, float]:
        """Return the point of a value of a year."""
        right = WIDTH - NAMES
        part = self.years.index(year) / max(1, len(self.years) - 1)
        return LEFT + part * (right - LEFT), TOP + (HEIGHT - TOP) * (1 - value / self.top)


def draw_series(lines: Sequence[Line], text: ChartText, words: Words) -> Markup:
    """Draw the lines over the years of which any has a number."""
    years = tuple(sorted(list_years(lines)))
    values = [row.value for line in lines for year in years if (row := line.rows.get(year)) and row.value is not None]
    plot = _Plot(years, (max(values, default=0) or 1) * 1.08)
    canvas = Canvas(WIDTH)
    _draw_grid(canvas, plot, lines, words)
    ends = [_draw_line(canvas, plot, line, place) for place, line in enumerate(lines)]
    _label_ends(canvas, [end for end in ends if end])
    canvas.extend_to(HEIGHT + 34)
    stamps = (text.stamp,) if text.stamp else ()
    caption = Caption(stamps, text.title, "", (text.note, text.source))
    described = "; ".join(_describe_line(line, words) for line in lines)
    return render_standalone(canvas, PictureName("chart", text.title, described), caption)


def _is_share(lines: Sequence[Line]) -> bool:
    return any(row.is_share for line in lines for row in line.rows.values() if row.value is not None)


def _draw_grid(canvas: Canvas, plot: _Plot, lines: Sequence[Line], words: Words) -> None:
    for part in (0, 0.5, 1):
        value = plot.top / 1.08 * part
        _, y = plot.place(plot.years[0], value)
        canvas.add("line", x1=LEFT, x2=WIDTH - NAMES, y1=y, y2=y, stroke=GRID)
        label = f"{value:.0%}" if _is_share(lines) else words.format_quantity(round(value))
        canvas.write(LEFT - 6, y + 4, label, text_anchor="end", fill=SOFT)
    step = max(1, len(plot.years) // 6)
    for year in plot.years[::step]:
        canvas.write(plot.place(year, 0)[0], HEIGHT + 18, year, text_anchor="middle", fill=SOFT)


def _draw_line(canvas: Canvas, plot: _Plot, line: Line, place: int) -> tuple[float, str, str] | None:
    """Draw a line, broken where a year has no number; where it ends, its label and its color."""
    color, dash = COLORS[place % len(COLORS)], DASHES[place % len(DASHES)]
    points: list[tuple[float, float]] = []
    last: AnswerRow | None = None
    for year in plot.years:
        row = line.rows.get(year)
        if row is None or row.value is None:
            _draw_part(canvas, points, color, dash)
            points = []
            continue
        last = row
        points.append(plot.place(year, row.value))
    _draw_part(canvas, points, color, dash)
    return (plot.place(last.period, last.value or 0)[1], line.label, color) if last else None


def _draw_part(canvas: Canvas, points: Sequence[tuple[float, float]], color: str, dash: str) -> None:
    if len(points) == 1:
        canvas.add("circle", cx=points[0][0], cy=points[0][1], r=3, fill=color)
    elif points:
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        canvas.add(
            "polyline", points=joined, fill="none", stroke=color, stroke_width=2, stroke_dasharray=dash or "none"
        )


def _label_ends(canvas: Canvas, ends: Sequence[tuple[float, str, str]]) -> None:
    bottom = 0.0
    for y, label, color in sorted(ends):
        bottom = max(y, bottom + LABEL_HEIGHT)
        lines = wrap_text(label, NAMES - 10)
        after = canvas.write_lines(WIDTH - NAMES + 8, bottom + 4, lines, fill=color, font_weight="bold")
        bottom = after - LABEL_HEIGHT - 4


def _describe_line(line: Line, words: Words) -> str:
    numbers = [(year, row) for year, row in sorted(line.rows.items()) if row.value is not None]
    ends = [numbers[0], numbers[-1]] if len(numbers) > 1 else numbers
    said = ", ".join(f"{year} {_write(row, words)}" for year, row in ends)
    return f"{line.label}: {said}"


def _write(row: AnswerRow, words: Words) -> str:
    return words.format_share(row.value or 0) if row.is_share else words.format_quantity(row.value or 0)
