"""A comparison of two releases as pages in both languages, with its data beside them and an entry in a feed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from markupsafe import Markup

from finalorder.answers import SIMULATED, Answer, AnswerRow, formats
from finalorder.briefs.charts.bars import Bar, draw_bars
from finalorder.briefs.charts.drawing import WIDE
from finalorder.briefs.feeds import FeedEntry, FeedHead, format_feed
from finalorder.briefs.filling import create_environment, read_stylesheet
from finalorder.briefs.svg import PictureName, render_picture
from finalorder.errors import build_write_error
from finalorder.words import LANGUAGES, Words, load_words

CHANGES = ("kept", "changed", "appeared", "vanished", "returned")
FEED_FILE = "feed.{lang}.atom"
#: at most so many columns of the file are listed, those that changed most
MOST_COLUMNS = 40
FEED_ID = "urn:finalorder:diff"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table: its name and its numbers as texts."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: a chart and a table."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[TableLine, ...]
    picture: Markup = field(default_factory=Markup)


def write_diff_pages(answer: Answer, names: tuple[str, str], folder: Path) -> list[Path]:
    """Write the pages, the data and the feeds of a comparison into a folder; other comparisons there stay.

    :raises FinalorderError: if the folder cannot be written.
    """
    base = f"{names[0]}_{names[1]}"
    texts = {f"{base}.json": answer.to_json(), f"{base}.csv": formats.to_csv(answer.shown)}
    for lang in LANGUAGES:
        texts[f"{base}.{lang}.html"] = _render_page(answer, names, lang, base)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        for lang in LANGUAGES:
            (folder / FEED_FILE.format(lang=lang)).write_text(_render_feed(folder, lang), encoding="utf-8")
    except OSError as error:
        raise build_write_error(
            error, f"cannot write the comparison to {folder} ({error.strerror or error}); choose another folder."
        ) from error
    return [folder / name for name in (*texts, *(FEED_FILE.format(lang=lang) for lang in LANGUAGES))]


def _render_page(answer: Answer, names: tuple[str, str], lang: str, base: str) -> str:
    words = load_words(lang)
    stamps = ["simulated" if stamp == SIMULATED else "unprotected" for stamp in answer.shown.stamps]
    return (
        create_environment()
        .get_template("diff.html.j2")
        .render(
            t=words,
            old=names[0],
            new=names[1],
            base=base,
            stamps=stamps,
            css=read_stylesheet("style.css"),
            others=[
                (other, f"{base}.{other}.html", load_words(other)("page.own_language"))
                for other in LANGUAGES
                if other != lang
            ],
            rounded_to=answer.shown.rounded_to,
            sections=_build_sections(list(answer.shown), words),
            command=answer.question.to_command(),
            source=next((row.source for row in answer.shown), ""),
        )
    )


def _build_sections(rows: Sequence[AnswerRow], words: Words) -> list[Section]:
    changes = [row for row in rows if row.measure == "release_diff" and not row.method and not _is_split(row)]
    tables = list(dict.fromkeys(row.level_2 for row in changes))
    found = {(row.level_2, row.level_1): row for row in changes}
    lines = [TableLine(table, tuple(_format(found.get((table, c)), words) for c in CHANGES)) for table in tables]
    vanished = [(table, found.get((table, "vanished"))) for table in tables]
    columns = sorted(
        (row for row in rows if row.measure == "release_diff_columns" and row.value), key=lambda row: -(row.value or 0)
    )[:MOST_COLUMNS]
    orders = [row for row in rows if row.measure == "ledger_diff" and not _is_split(row)]
    shape = [row for row in rows if row.measure in ("release_diff_shape", "release_diff_codes")]
    return [
        Section("tables", CHANGES, tuple(lines), _draw_bars(vanished, words)),
        _split_section("decisions", ("decided", "pending"), rows, words),
        _split_section("causes", ("same_court", "moved_court", "case_gone"), rows, words),
        Section("columns", ("changed",), tuple(_name_lines(columns, words, "{0.level_2}.{0.level_1}"))),
        Section("orders", ("changed",), tuple(_order_lines(orders, words))),
        Section("shape", ("changed",), tuple(_name_lines(shape, words, "{0.level_2}: {1} {0.condition}"))),
    ]


def _is_split(row: AnswerRow) -> bool:
    return bool(row.condition or row.period or row.city)


def _split_section(name: str, methods: tuple[str, ...], rows: Sequence[AnswerRow], words: Words) -> Section:
    """What vanished, by table and by one of the ways in which it is told apart."""
    found = {
        (row.level_2, row.method): row
        for row in rows
        if row.measure == "release_diff" and row.level_1 == "vanished" and row.method in methods
    }
    tables = dict.fromkeys(table for table, _ in found)
    lines = (TableLine(table, tuple(_format(found.get((table, m)), words) for m in methods)) for table in tables)
    return Section(name, methods, tuple(lines))


def _name_lines(rows: Sequence[AnswerRow], words: Words, pattern: str) -> Iterator[TableLine]:
    for row in rows:
        yield TableLine(pattern.format(row, words.translate_name("level", row.level_1)), (_format(row, words),))


def _order_lines(rows: Sequence[AnswerRow], words: Words) -> Iterator[TableLine]:
    for row in rows:
        yield TableLine(words.translate_name("level", row.level_1), (_format(row, words),))


def _format(row: AnswerRow | None, words: Words) -> str:
    if row is None:
        return ""
    if row.measure == "release_diff_shape":
        return "–"  # a name says it all: there is nothing to count
    if row.value is None:
        return words.format_plain(f"status.{'hidden' if row.status == 'hidden' else 'not_applicable'}")
    return words.format_number(row.value)


def _draw_bars(rows: Sequence[tuple[str, AnswerRow | None]], words: Words) -> Markup:
    """A bar for each table of which rows vanished; what is hidden has no bar, and its word beside it."""
    bars = [Bar(name, row) for name, row in rows if row is not None and row.value != 0]
    if not bars:
        return Markup("")
    title = words.format_plain("diff.picture")
    return render_picture(draw_bars(bars, words, WIDE), PictureName("vanished", title, title))


def _render_feed(folder: Path, lang: str) -> str:
    """The feed of every comparison in the folder, the newest release first."""
    words = load_words(lang)
    head = FeedHead(f"{FEED_ID}:{lang}", words.format_plain("diff.feed"), lang)
    return format_feed(head, (_read_entry(path, words) for path in folder.glob("*_*.json")))


def _read_entry(path: Path, words: Words) -> FeedEntry:
    """Read a comparison's entry from its data: its day, its two releases, and where its page is."""
    row = json.loads(path.read_text(encoding="utf-8"))["rows"][0]
    old, _, new = path.stem.partition("_")
    title = words.format_plain("diff.title", old=old, new=new)
    link = f"{path.stem}.{words.lang}.html"
    return FeedEntry(f"{FEED_ID}:{path.stem}:{words.lang}", title, "", date.fromisoformat(row["as_of"]), link)
