"""What a notebook shows of an answer, a release or a table: as HTML, with its stamps; never a row of a release."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from finalorder.answers import (
    SIMULATED,
    Answer,
    AnswerRow,
    fold_hidden_rows,
    format_text_column,
    list_stamps,
    list_used_columns,
)
from finalorder.errors import InputError
from finalorder.lake import Release
from finalorder.words import load_words

if TYPE_CHECKING:
    from finalorder.api.lake_tables import LakeTable

#: a cell of a notebook is no place for more rows or sentences than these
MOST_ROWS, MOST_SENTENCES = 20, 3
#: columns that say the same in every row of an answer, and stand in its line above the table
COMMON_COLUMNS = frozenset({"measure", "release", "as_of", "simulated", "source", "vintage", "population", "condition"})


def render_answer(answer: Answer) -> str:
    """Render an answer for a notebook: its stamps, sentences, chart and the first of its rows."""
    lang = answer.question.lang
    parts = [f"<p><strong>{escape(stamp)}</strong></p>" for stamp in list_stamps(answer.shown, lang)]
    parts += [f"<p>{escape(sentence)}</p>" for sentence in _list_sentences(answer)]
    parts += [_draw_chart(answer), _render_rows(answer), f"<p><code>{escape(answer.question.to_command())}</code></p>"]
    return "\n".join(filter(None, parts))


def _list_sentences(answer: Answer) -> list[str]:
    from finalorder.briefs import write_sentences

    return write_sentences(answer) if len(answer) <= MOST_SENTENCES else []


def _draw_chart(answer: Answer) -> str:
    """Draw the answer, if it has numbers of one kind that may be shown, and more than one."""
    from finalorder.briefs import draw_answer

    shown = [row for row in answer if row.value is not None]
    if len(shown) < 2 or len({(row.measure, row.unit, row.is_share) for row in shown}) > 1:
        return ""
    try:
        return draw_answer(answer)
    except InputError:
        return ""


def _render_rows(answer: Answer) -> str:
    """Render the first rows as a table; how many more there are; and what is mostly hidden as sentences."""
    words = load_words(answer.question.lang)
    folded = fold_hidden_rows(answer, words)
    rows = list(islice(folded.kept, MOST_ROWS))
    names = [name for name in list_used_columns(answer.shown) if not _is_common(name, answer)]
    columns = [format_text_column(rows, name, words) for name in names]
    notes = list(folded.sentences)
    if left := len(folded.kept) - len(rows):
        notes.insert(0, words.format_plain("answer.more_rows", count=words.format_number(left)))
    return "\n".join([render_table(columns), *(f"<p>{escape(note)}</p>" for note in notes)])


def _is_common(name: str, rows: Iterable[AnswerRow]) -> bool:
    return name in COMMON_COLUMNS and len({getattr(row, name) for row in rows}) < 2


def render_table(columns: Sequence[Sequence[str]]) -> str:
    """Render columns, each with its head first, as a table in HTML."""
    head, *body = zip(*columns, strict=True)
    lines = ["<table>", f"<thead><tr>{_render_cells(head, 'th')}</tr></thead>", "<tbody>"]
    return "\n".join([*lines, *(f"<tr>{_render_cells(row, 'td')}</tr>" for row in body), "</tbody>", "</table>"])


def _render_cells(texts: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def describe_columns(table: "LakeTable") -> str:
    """Describe a table of the lake for a notebook: its columns and their types, and none of its rows."""
    fields = list(table.schema)
    stamp = table.release.simulated if table.release else False
    head = f"<p><code>{escape(table.name)}</code>: {len(table):,} rows{_stamp(stamp)}</p>"
    return head + render_table([["column", *(f.name for f in fields)], ["type", *(str(f.type) for f in fields)]])


def describe_tables(release: Release, tables: Sequence["LakeTable"]) -> str:
    """Describe a release for a notebook: its day, and its tables with their rows."""
    head = f"<p><code>{escape(release.name)}</code>: {release.day}{_stamp(release.simulated)}</p>"
    names = ["table", *(table.name for table in tables)]
    counts = ["rows", *(f"{len(table):,}" for table in tables)]
    return head + render_table([names, counts, ["columns", *(str(len(table.columns)) for table in tables)]])


def _stamp(simulated: bool) -> str:
    return f" <strong>{SIMULATED}</strong>" if simulated else ""
