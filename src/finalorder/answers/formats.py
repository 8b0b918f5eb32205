"""Shown answers as JSON, CSV, Parquet and text: the same rows, the same pattern, the same bytes every time."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.answers.rows import ANSWER_COLUMNS, AnswerRow, build_answer_table
from finalorder.answers.shown import Shown
from finalorder.errors import InputError, build_write_error

STATUS_WORDS = {
    "en": {"hidden": "hidden", "not_applicable": "does not apply", "unstable": "unstable"},
    "es": {"hidden": "oculto", "not_applicable": "no corresponde", "unstable": "inestable"},
}
HIDDEN_REMARKS = {
    "en": "hidden: fewer than 30, or none; other counts are rounded to the nearest 20",
    "es": "oculto: menos de 30 o ninguno; los demás recuentos se redondean a la veintena más cercana",
}
NUMBER_COLUMNS = ("numerator", "denominator", "value", "low", "high")


def format_json(meta: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> str:
    """``{"meta": {...}, "rows": [...]}``, one row a line: the pattern of every JSON answer."""
    rows = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return f'{{"meta": {json.dumps(meta, ensure_ascii=False, sort_keys=True)},\n"rows": [\n{rows}\n]}}\n'


def format_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Columns and rows as CSV; what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_format_csv_value(value) for value in row] for row in rows)
    return text.getvalue()


def to_json(shown: Shown, about: Mapping[str, Any] | None = None) -> str:
    """The answer rows as JSON, hidden numbers null; ``about`` is added to their ``meta``."""
    return format_json({**shown.meta, **(about or {})}, (row.to_record() for row in shown))


def to_csv(shown: Shown) -> str:
    """The answer columns, one line a row; hidden numbers are empty and ``status`` says so."""
    return format_csv(ANSWER_COLUMNS, (row.to_tuple() for row in shown))


def to_arrow(shown: Shown, about: Mapping[str, Any] | None = None) -> pa.Table:
    """The answer columns as an Arrow table whose metadata carries the stamps, and ``about`` in its ``meta``."""
    meta = json.dumps({**shown.meta, **(about or {})}, sort_keys=True).encode()
    stamps = "; ".join(shown.stamps).encode()
    return build_answer_table(shown).replace_schema_metadata({b"stamps": stamps, b"meta": meta})


def to_parquet(shown: Shown, path: Path, about: Mapping[str, Any] | None = None) -> None:
    """The answer columns as a Parquet file whose metadata carries the stamps; an error if it cannot be written."""
    try:
        pq.write_table(to_arrow(shown, about), path, compression="zstd")
    except OSError as error:
        raise build_write_error(
            error, f"cannot write {path} ({error.strerror or error}); choose another file."
        ) from error


def to_text(shown: Shown, lang: str = "en") -> str:
    """Plain text for a terminal: stamps first, then the columns that say something, then what hidden means."""
    used = [name for name in ANSWER_COLUMNS if name in {"measure", "value"} or _has_content(shown, name)]
    lines = [used, *([_format_table_value(row, name, lang) for name in used] for row in shown)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(used))]
    body = ["  ".join(_pad_line(line, used, widths)).rstrip() for line in lines]
    remark = [HIDDEN_REMARKS[lang]] if any(row.status == "hidden" for row in shown) else []
    return "\n".join([*shown.stamps, *body, *remark]) + "\n"


def format_answer_value(row: AnswerRow, lang: str = "en") -> str:
    """The row's number as words for a page: ``1,234``, ``42.0%``, ``hidden``; Spanish with its own separators.

    Raises FinalorderError for a language there are no words for.
    """
    if lang not in STATUS_WORDS:
        raise InputError(f"no answers are available in {lang}; use {' or '.join(STATUS_WORDS)}.")
    if row.status == "hidden" and row.ceiling is not None:
        return f"{_group_thousands(row.floor or 0)}–{_group_thousands(row.ceiling)}"
    if row.status in {"hidden", "not_applicable"}:
        return STATUS_WORDS[lang][row.status]
    if row.value is None:
        return STATUS_WORDS[lang]["not_applicable"]
    text = f"{row.value:.1%}" if row.is_share else _group_thousands(row.value)
    return _localize_spanish(text) if lang == "es" else text


def _group_thousands(number: float) -> str:
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.1f}" if abs(number) >= 10 else f"{number:.3g}"


def _localize_spanish(text: str) -> str:
    """Comma for decimals and a non-breaking space between thousands from 10 000 on, as the Academy writes them."""
    whole, point, rest = text.partition(".")
    parts = whole.split(",")
    joined = "".join(parts) if len(parts) == 2 and len(parts[0]) == 1 else "\u00a0".join(parts)
    return (joined + ("," if point else "") + rest).replace("%", "\u00a0%")


def _format_csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _has_content(shown: Shown, name: str) -> bool:
    return any(getattr(row, name) not in (None, "", False) for row in shown)


def _format_table_value(row: AnswerRow, name: str, lang: str) -> str:
    if name == "value":
        return format_answer_value(row, lang)
    value = getattr(row, name)
    if name in NUMBER_COLUMNS and value is not None:
        return f"{value:.1%}" if row.is_share and name in {"low", "high"} else _group_thousands(value)
    return _format_csv_value(value)


def _pad_line(line: list[str], names: list[str], widths: list[int]) -> list[str]:
    pairs = zip(line, names, widths, strict=True)
    return [text.rjust(width) if name in NUMBER_COLUMNS else text.ljust(width) for text, name, width in pairs]
