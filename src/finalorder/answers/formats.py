"""Shown answers as JSON, CSV, Parquet and text: the same rows, the same pattern, the same bytes every time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.answers.folding import fold_hidden_rows
from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow, build_answer_table
from finalorder.answers.shown import SIMULATED, UNPROTECTED, Shown
from finalorder.errors import build_write_error
from finalorder.registry import build_file_notes, load_dimensions
from finalorder.words import Words, load_words, translate_phrases

#: which messages have the words for what stands in a column
WORD_GROUPS = {
    "by_1": "by",
    "by_2": "by",
    "level_1": "level",
    "level_2": "level",
    "order_class": "level",
    "simulated": "answer",
    "status": "status",
    "unit": "unit",
}
STAMP_MESSAGES = {SIMULATED: "stamp.simulated", UNPROTECTED: "stamp.unprotected"}
#: the columns of levels, and the dimension that each is of
LEVEL_DIMENSIONS = {"level_1": "by_1", "level_2": "by_2"}
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
NUMBER_COLUMNS = ("numerator", "denominator", "value", "low", "high")


def format_json(meta: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> str:
    """Format ``{"meta": {...}, "rows": [...]}``, one row a line: the pattern of every JSON answer."""
    rows = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return f'{{"meta": {json.dumps(meta, ensure_ascii=False, sort_keys=True)},\n"rows": [\n{rows}\n]}}\n'


def format_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write columns and rows as CSV; what is not known is empty."""
    body = zip(*map(_format_csv_column, zip(*rows, strict=True)), strict=True)
    lines = (",".join(line) for line in (map(_quote_cell, columns), *body))
    return "".join(f"{line}\n" for line in lines)


def _format_csv_column(values: Sequence[Any]) -> list[str]:
    """Format a column; what is said again and again is put down once, where equal values are written alike."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {float}:
        return ["" if value is None else str(value) for value in values]
    if len(kinds) > 1:
        return [_quote_cell(_format_csv_value(value)) for value in values]
    texts = {value: _quote_cell(_format_csv_value(value)) for value in set(values)}
    return [texts[value] for value in values]


def _quote_cell(text: str) -> str:
    """Quote a cell where CSV needs it."""
    if text.isalnum() or not text:
        return text
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow((text, ""))
    return line.getvalue()[: -len(",\n")]


def to_json(shown: Shown, about: Mapping[str, Any] | None = None) -> str:
    """Write the answer rows as JSON, hidden numbers null; ``about`` is added to their ``meta``."""
    return format_json({**shown.meta, **(about or {})}, (row.to_record() for row in shown))


def to_csv(shown: Shown) -> str:
    """Return the answer columns, one line a row; hidden numbers are empty and ``status`` says so."""
    return format_csv(ANSWER_COLUMNS, shown)


def to_arrow(shown: Shown, about: Mapping[str, Any] | None = None) -> pa.Table:
    """Return the answer columns as an Arrow table whose metadata carries the stamps, and ``about`` in its ``meta``."""
    meta = json.dumps({**shown.meta, **(about or {})}, sort_keys=True).encode()
    stamps = "; ".join(shown.stamps).encode()
    notes = {key.encode(): text.encode() for key, text in build_file_notes("answers").items()}
    return build_answer_table(shown).replace_schema_metadata({b"stamps": stamps, b"meta": meta, **notes})


def to_parquet(shown: Shown, path: Path, about: Mapping[str, Any] | None = None) -> None:
    """Write the answer columns to a Parquet file whose metadata carries the stamps; an error if it cannot."""
    try:
        pq.write_table(to_arrow(shown, about), path, compression="zstd")
    except OSError as error:
        raise build_write_error(
            error, f"cannot write {path} ({error.strerror or error}); choose another file."
        ) from error


def to_text(shown: Shown, lang: str = "en") -> str:
    """Format plain text for a terminal: stamps first, then the columns that say something, then what hidden means."""
    words = load_words(lang)
    folded = fold_hidden_rows(shown, words)
    used = list_used_columns(shown)
    columns = [format_text_column(folded.kept, name, words) for name in used]
    padded = (_pad_column(texts, name) for name, texts in zip(used, columns, strict=True))
    body = ["  ".join(line).rstrip() for line in zip(*padded, strict=True)]
    remark = [words.format_plain("answer.hidden_remark")] if any(row.status == "hidden" for row in shown) else []
    return "\n".join([*list_stamps(shown, lang), *body, *folded.sentences, *remark]) + "\n"


def list_used_columns(shown: Shown) -> list[str]:
    """List the columns that say something in an answer, in their order."""
    return [name for name in ANSWER_COLUMNS if name in {"measure", "value"} or _has_content(shown, name)]


def format_text_column(rows: Sequence[AnswerRow], name: str, words: Words) -> list[str]:
    """Format a column as people read it: its head, and the text of each row."""
    return [words.find_word("column", name), *_format_table_column(rows, name, words)]


def list_stamps(shown: Shown, lang: str = "en") -> list[str]:
    """List the stamps of an answer in a language; the Spanish ones have the English word in them too."""
    return [name_stamp(stamp, lang) for stamp in shown.stamps]


def name_stamp(stamp: str, lang: str = "en") -> str:
    """Name a stamp in a language; the Spanish has the English word in it too."""
    return load_words(lang).format_plain(STAMP_MESSAGES[stamp])


def format_answer_value(row: AnswerRow, lang: str = "en") -> str:
    """Write the row's number for people: ``1,234``, ``42.0%``, ``hidden``.

    Raises FinalorderError for a language there are no words for.
    """
    words = load_words(lang)
    if row.status == "hidden" and row.floor is not None and row.ceiling is not None:
        return "–".join(dict.fromkeys(map(words.format_number, (row.floor, row.ceiling))))
    if row.status in {"hidden", "not_applicable"}:
        return words.translate_name("status", row.status)
    if row.value is None:
        return words.translate_name("status", "not_applicable")
    return words.format_share(row.value) if row.is_share else words.format_quantity(row.value)


def guard_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula: a text that begins like one stands behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUN_BY_SPREADSHEETS) else value


def unguard_cell(text: str) -> str:
    """Return the text of a cell as it was before :func:`guard_cell`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RUN_BY_SPREADSHEETS) else text


def _format_csv_value(value: Any) -> str:
    return _format_plain_value(guard_cell(value))


def _format_plain_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _has_content(shown: Shown, name: str) -> bool:
    return any(getattr(row, name) not in (None, "", False) for row in shown)


def _format_table_column(shown: Sequence[AnswerRow], name: str, words: Words) -> Iterator[str]:
    """A column's texts; what is said again and again (a city, a note) is put into words once."""
    if name == "value":
        return (format_answer_value(row, words.lang) for row in shown)
    if name in NUMBER_COLUMNS:
        return (_format_table_number(row, name, words) for row in shown)
    if name in LEVEL_DIMENSIONS:
        levels = [(getattr(row, LEVEL_DIMENSIONS[name]), getattr(row, name)) for row in shown]
        named = {level: name_level(*level, words) for level in set(levels)}
        return (named[level] for level in levels)
    values = [getattr(row, name) for row in shown]
    texts = {value: _format_table_text(value, name, words) for value in set(values)}
    return (texts[value] for value in values)


def _format_table_number(row: AnswerRow, name: str, words: Words) -> str:
    value = getattr(row, name)
    if value is None:
        return ""
    is_share = row.is_share and name in {"low", "high"}
    return words.format_share(value) if is_share else words.format_quantity(value)


def _format_table_text(value: Any, name: str, words: Words) -> str:
    if name == "note":
        return translate_phrases(words, "note", value)
    return words.find_word(WORD_GROUPS.get(name, ""), _format_plain_value(value))


def name_level(dimension: str, level: str, words: Words) -> str:
    """Name a level in a language; a code of the court's own lists has its name behind it (``NI Nigeria``)."""
    named = words.find_word("level", level)
    known = load_dimensions().get(dimension)
    if named != level or known is None:
        return named
    listed = dict(known.levels).get(level, "")
    return f"{level} {listed.title()}" if listed.isupper() and listed != level else named


def _pad_column(texts: list[str], name: str) -> list[str]:
    width = max(map(len, texts))
    return [text.rjust(width) if name in NUMBER_COLUMNS else text.ljust(width) for text in texts]
