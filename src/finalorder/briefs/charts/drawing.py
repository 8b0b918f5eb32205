"""What all charts share: their sizes, what a chart is before and after it is drawn, how numbers are written on it.

A chart is drawn at the width at which it is shown, in one size of type. What is hidden is a hatched mark with the word
beside it, of no length.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from finalorder.answers import NO_PROVENANCE, AnswerRow, Provenance, add_to_svg
from finalorder.briefs.canvas import Canvas
from finalorder.briefs.near_shares import describe_near
from finalorder.briefs.svg import Caption, PictureName, render_picture, render_standalone
from finalorder.words import Words

#: every chart is drawn wide and narrow, and the page shows the one that fits
WIDE, NARROW = 680, 320
SIZES = {"wide": WIDE, "narrow": NARROW}
#: a comparison of cities needs so many
MANY_CITIES = 2
#: what the file of each size has in its name
FILE_SUFFIXES = {"wide": "", "narrow": "-phone"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its finding as a title, what it shows in words, its pictures by width, and the rows it is drawn from.

    ``kind`` names its note in the catalog, ``name`` its files. ``pictures`` stand in the page; ``standalone`` are the
    same with title, source and licence, to be taken away.
    """

    kind: str
    name: str
    title: Markup
    alt_text: str
    pictures: dict[str, Markup]
    standalone: dict[str, Markup]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What a chart is about before it is drawn; ``draw`` draws it at a width."""

    kind: str
    title: str
    alt_text: str
    rows: Sequence[AnswerRow]
    draw: Callable[[int], Canvas]


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """What a page's charts say of themselves when they are taken from it."""

    stamps: Sequence[str]
    subtitle: str
    source: str
    licence: str
    prefix: str = ""
    language_suffix: str = ""
    provenance: Provenance = NO_PROVENANCE


def draw_chart(found: ChartPlan, words: Words, frame: ChartFrame) -> Chart:
    """Draw a chart wide and narrow."""
    name = f"{frame.prefix}-{found.kind}" if frame.prefix else found.kind
    heading = " ".join([*(f"{stamp}." for stamp in frame.stamps), found.title])
    notes = (words.format_plain(f"chart.{found.kind}.note"), frame.source, frame.licence)
    caption = Caption(frame.stamps, found.title, frame.subtitle, notes)
    plots = {size: found.draw(width) for size, width in SIZES.items()}
    names = {size: PictureName(f"{name}-{size}", heading, found.alt_text) for size in SIZES}
    return Chart(
        found.kind,
        name,
        Markup("{}").format(found.title),
        found.alt_text,
        {size: render_picture(plot, names[size]) for size, plot in plots.items()},
        {
            FILE_SUFFIXES[size]: Markup(add_to_svg(render_standalone(plot, names[size], caption), frame.provenance))
            for size, plot in plots.items()
        },
        tuple(found.rows),
    )


def format_count_label(row: AnswerRow, words: Words) -> str:
    """Write a count as text, or the word for why there is none."""
    if row.value is None and row.floor is not None and row.ceiling is not None:
        return "–".join(dict.fromkeys(map(words.format_number, (row.floor, row.ceiling))))
    if row.value is None:
        return words.format_plain(f"status.{'hidden' if row.status == 'hidden' else 'not_applicable'}")
    return words.format_number(row.value)


def format_share_label(row: AnswerRow, words: Words) -> str:
    """Write a share as text, or the word for why there is none."""
    if row.value is None:
        return format_count_label(row, words)
    return describe_near(row, words) or words.format_share(row.value)


def format_bounds(row: AnswerRow, words: Words) -> str:
    """Write the certain and the possible number in brackets, where they differ."""
    if row.low is None or row.high is None or row.low == row.high:
        return ""
    return f" ({words.format_number(row.low)}–{words.format_number(row.high)})"


def sort_by_size(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Sort rows, the largest first, and those that are hidden last."""
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))
