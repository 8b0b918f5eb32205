"""What all charts share: sizes, colours that differ in lightness, stamps, and how what is hidden is drawn.

Colors differ in lightness, so that they differ in gray too. What is hidden is a hatched mark with the word beside it,
of no length.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from finalorder.answers import AnswerRow
from finalorder.briefs.svg import HATCH_COLOUR, render_svg
from finalorder.words import Words

DARK, MIDDLE, PALE, LIGHT, INK, LINE = "#17375e", "#5f8fc0", "#96b8d8", "#c9d9ea", "#1b1b1b", "#767676"
FONT = "Helvetica, Arial, sans-serif"
#: a chart of the index is drawn wide and narrow, and the page shows the one that fits; one of a city's page only narrow
WIDE, NARROW = 640, 320
#: names of bars: the widest, a letter of them, and what is left and right of them, in pixels
MAX_NAME_WIDTH, CHARACTER_WIDTH, NAME_PADDING = 220, 5.6, 26
Spec = dict[str, Any]
Datasets = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its finding as a title, what it shows in words, its pictures by width, and the rows it is drawn from.

    ``kind`` names its note in the catalog, ``name`` its files.
    """

    kind: str
    name: str
    title: Markup
    alt_text: str
    pictures: dict[str, Markup]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What a chart is about before it is drawn.

    ``spec`` builds its specification for a width; that is the same for every city and language, because whatever
    differs is data (``data``, by name) or a word that begins with ``@`` and is put in from ``words``.
    """

    kind: str
    title: str
    alt_text: str
    rows: Sequence[AnswerRow]
    build_spec: Callable[[int], Spec]
    datasets: Datasets
    placeholders: Mapping[str, Any]

    def build_for_width(self, width: int) -> Spec:
        """Build the specification of this very chart."""
        words = {"@plot": width - _estimate_name_width(self.placeholders.get("@order", ())), **self.placeholders}
        return {**fill_placeholders(self.build_spec(width), words), "datasets": dict(self.datasets)}


def fill_placeholders(spec: Any, words: Mapping[str, Any]) -> Any:
    """Fill a specification in with what stands for its ``@words``."""
    if isinstance(spec, dict):
        return {name: fill_placeholders(value, words) for name, value in spec.items()}
    if isinstance(spec, list):
        return [fill_placeholders(value, words) for value in spec]
    return words[spec] if isinstance(spec, str) and spec.startswith("@") else spec


@contextmanager
def skip_validation() -> Iterator[None]:
    """Altair checks every part of a specification against its schema, for most of the time; a test checks them all."""
    with debug_mode(False):
        yield


def draw_chart(found: ChartPlan, words: Words, stamps: Sequence[str], prefix: str = "") -> Chart:
    """Return the chart drawn: wide and narrow, or with a prefix (a city's) narrow only."""
    name = f"{prefix}-{found.kind}" if prefix else found.kind
    labels = [words.translate_name("stamp", stamp.split(" ", maxsplit=1)[0].lower()) for stamp in stamps]
    heading = " ".join([*(f"{label}." for label in labels), found.title])
    sizes = {"only": NARROW} if prefix else {"wide": WIDE, "narrow": NARROW}
    pictures = {
        size: render_svg(found.build_for_width(width), f"{name}-{size}", heading, found.alt_text, labels)
        for size, width in sizes.items()
    }
    return Chart(found.kind, name, Markup("{}").format(found.title), found.alt_text, pictures, tuple(found.rows))


def format_count_label(row: AnswerRow, words: Words) -> str:
    """Format a count as text, or the word for why there is none."""
    if row.value is None:
        return words.format_plain(f"status.{'hidden' if row.status == 'hidden' else 'not_applicable'}")
    return words.format_number(row.value)


def format_share_label(row: AnswerRow, words: Words) -> str:
    """Format a share as text, or the word for why there is none."""
    return format_count_label(row, words) if row.value is None else words.format_share(row.value)


def format_bounds(row: AnswerRow, words: Words) -> str:
    """Format the certain and the possible number in brackets, where they differ."""
    if row.low is None or row.high is None or row.low == row.high:
        return ""
    return f" ({words.format_number(row.low)}–{words.format_number(row.high)})"


def create_dataset_chart(data: str) -> alt.Chart:
    """Create a chart of a dataset that is put in later."""
    return alt.Chart(alt.NamedData(name=data))


def build_name_axis(field: str = "name", order: str = "@order") -> alt.Y:
    """Build the names of bars, from the top."""
    axis = alt.Axis(title=None, domain=False, ticks=False, labelLimit=MAX_NAME_WIDTH, labelPadding=6)
    return alt.Y(f"{field}:N", sort=order, scale=alt.Scale(domain=order), axis=axis)


def build_count_axis(field: str, width: int) -> alt.X:
    """Build the axis of counts; without numbers where every count is hidden, because it would have no scale."""
    known: Any = "@known"
    nice: Any = "@nice"
    axis = alt.Axis(
        format=",d",
        labels=known,
        ticks=known,
        grid=known,
        gridColor="#dddddd",
        tickCount=5 if width > NARROW else 3,
        titleFontWeight="normal",
    )
    return alt.X(f"{field}:Q", title="@axis", axis=axis, scale=alt.Scale(domain="@domain", nice=nice))


def build_share_axis(field: str) -> alt.X:
    """Build the axis of shares, from 0% to 100%."""
    axis = alt.Axis(format="%", grid=True, gridColor="#dddddd", tickCount=5, titleFontWeight="normal")
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), title="@axis", axis=axis)


def build_hidden_end(name: str, words: Words) -> dict[str, Any]:
    """Place a hidden count at nothing, with the word."""
    return {"name": name, "end": 0, "text": words.format_plain("status.hidden")}


def add_hidden_marks(chart: Any) -> Any:
    """Add a hatched square and the word, where something is hidden (``ends``); the square has no length to read."""
    base = create_dataset_chart("ends").encode(y=build_name_axis(), x="end:Q")
    mark = base.mark_point(
        shape="square", size=110, filled=True, color=HATCH_COLOUR, stroke=LINE, strokeWidth=1, xOffset=9, opacity=1
    )
    texts = base.mark_text(align="left", dx=19, color=INK, fontStyle="italic", fontSize=11)
    return chart + mark + texts.encode(text="text:N")


def build_bar_placeholders(
    order: Sequence[str], domain: Sequence[float], axis: str, each: int, **others: Any
) -> dict[str, Any]:
    """Build the ``@words`` of a chart of bars: names, scale, axis; ``each`` is the height of a bar's band."""
    words = {"@order": list(order), "@domain": list(domain), "@nice": False, "@axis": axis, "@known": True}
    return {**words, "@height": each * len(order), **others}


def _estimate_name_width(names: Sequence[str]) -> int:
    """Beside the bars, in pixels: their names, and the padding; the drawing program would lay everything out twice."""
    return NAME_PADDING + min(MAX_NAME_WIDTH, round(max(map(len, names), default=0) * CHARACTER_WIDTH))


def build_bar_chart_spec(chart: Any) -> Spec:
    """Build the specification of a chart of bars, in the page's fonts and colours."""
    return {**build_styled_spec(chart), "width": "@plot", "height": "@height"}


def build_styled_spec(chart: Any) -> Spec:
    """Build the page's fonts and colours."""
    spec: Spec = (
        chart.configure(font=FONT, background="white", aria=False, padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK, domainColor=LINE)
        .configure_legend(labelFontSize=12, labelColor=INK, symbolType="square", symbolSize=140, symbolStrokeWidth=0)
        .to_dict(validate=False)
    )
    return spec
