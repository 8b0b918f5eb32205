"""A picture of an answer that can be taken away: dots with intervals for shares, bars for counts."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from finalorder.answers import LICENCE, Answer, AnswerRow, add_to_svg, format_answer_value
from finalorder.briefs.answer_words import find_varied, name_condition, name_row
from finalorder.briefs.canvas import Canvas
from finalorder.briefs.chart_images import convert_to_png
from finalorder.briefs.charts.bars import Bar, draw_bars, draw_share_dots
from finalorder.briefs.charts.drawing import WIDE, sort_by_size
from finalorder.briefs.svg import Caption, PictureName, render_standalone
from finalorder.errors import InputError, build_write_error
from finalorder.measures import get_method
from finalorder.words import Words, load_words

#: a picture has room for so many rows; the largest are drawn, and its note says how many are not
MOST_ROWS = 30
CHART_KINDS = (".svg", ".png")


def write_answer_chart(answer: Answer, path: Path) -> Path:
    """Draw an answer into a file, as SVG or PNG by the ending of its name; the file.

    :raises FinalorderError: for another ending, an answer without a number that may be shown, or a file that cannot be
        written.
    """
    if path.suffix.lower() not in CHART_KINDS:
        raise InputError(f"{path} is neither .svg nor .png; give the file one of these endings.")
    svg = draw_answer(answer)
    try:
        if path.suffix.lower() == ".png":
            return convert_to_png(svg, path, answer.provenance.to_json())
        path.write_text(svg, encoding="utf-8", newline="\n")
    except OSError as error:
        raise build_write_error(
            error, f"cannot write {path} ({error.strerror or error}); choose another file."
        ) from error
    return path


def draw_answer(answer: Answer) -> str:
    """Draw an answer as SVG with its title, day, methods, source and licence, and what rebuilds it.

    :raises InputError: if no number of it may be shown.
    """
    words = load_words(answer.question.lang)
    shown = [row for row in answer if row.value is not None]
    if not shown:
        raise InputError("no number of this answer may be shown, so there is nothing to draw; ask for a larger group.")
    rows = shown if any(row.period for row in shown) else sort_by_size(shown)
    drawn = rows[:MOST_ROWS]
    caption = _build_caption(answer, drawn, words)
    name = PictureName("answer", " ".join([*(f"{stamp}." for stamp in caption.stamps), caption.title]), caption.title)
    return add_to_svg(str(render_standalone(_draw_rows(drawn, words), name, caption)), answer.provenance)


def _draw_rows(rows: Sequence[AnswerRow], words: Words) -> Canvas:
    varied, whole = find_varied(rows), words.format_plain("sentence.all")
    named = [(name_row(row, words, varied) or whole, row) for row in rows]
    if all(row.is_share for row in rows):
        return draw_share_dots(named, words, WIDE)
    return draw_bars([Bar(name, row) for name, row in named], words, WIDE)


def _build_caption(answer: Answer, drawn: Sequence[AnswerRow], words: Words) -> Caption:
    first = drawn[0]
    stamps = [words.translate_name("stamp", stamp.split(" ", maxsplit=1)[0].lower()) for stamp in answer.shown.stamps]
    ends = sorted(drawn, key=lambda row: row.value or 0)
    low, high = (format_answer_value(row, words.lang) for row in (ends[0], ends[-1]))
    kind = "one" if len(drawn) == 1 else "several"
    title = words.format_plain(
        f"chart.answer.{kind}", measure=words.translate_name("row", first.measure), low=low, high=high
    )
    subtitle = "; ".join(filter(None, (name_condition(answer.question, words), words.format_day(first.as_of))))
    methods = dict.fromkeys(row.method for row in drawn if row.method)
    notes = [f"{name}: {get_method(name).describe(words.lang)}" for name in methods]
    if left := len(answer) - len(drawn):
        notes.append(words.format_plain("chart.answer.left", count=left))
    source = words.format_plain("chart.source", citation=first.source.split(";")[0], version=version("finalorder"))
    return Caption(
        stamps, title, subtitle, [*notes, source, words.format_plain("chart.licence", licence=LICENCE["title"])]
    )
