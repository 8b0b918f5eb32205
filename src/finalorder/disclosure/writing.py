"""Shown answers as JSON, CSV, Parquet and text: the same rows, the same pattern, the same bytes every time."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.disclosure.answers import COLUMNS, AnswerRow, table_of
from finalorder.disclosure.shown import Shown
from finalorder.errors import Problem

WORDS = {
    "en": {"hidden": "hidden", "not_applicable": "does not apply", "unstable": "unstable"},
    "es": {"hidden": "oculto", "not_applicable": "no corresponde", "unstable": "inestable"},
}
REMARKS = {
    "en": "hidden: 1 to 10 cases, or a number from which 1 to 10 cases could be derived",
    "es": "oculto: de 1 a 10 casos, o un número del que podrían deducirse de 1 a 10 casos",
}
NUMBERS = ("numerator", "denominator", "value", "low", "high")


def to_json(shown: Shown) -> str:
    """``{"meta": {...}, "rows": [...]}``, one row a line; hidden numbers are null."""
    rows = ",\n".join(json.dumps(_record(row), ensure_ascii=False) for row in shown)
    meta = json.dumps(shown.meta, ensure_ascii=False, sort_keys=True)
    return f'{{"meta": {meta},\n"rows": [\n{rows}\n]}}\n'


def to_csv(shown: Shown) -> str:
    """The answer columns, one line a row; hidden numbers are empty and ``status`` says so."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_csv_text(value) for value in row.values()] for row in shown)
    return text.getvalue()


def to_arrow(shown: Shown) -> pa.Table:
    """The answer columns as an Arrow table whose metadata carries the stamps."""
    stamps = {b"stamps": "; ".join(shown.stamps).encode(), b"meta": json.dumps(shown.meta, sort_keys=True).encode()}
    return table_of(shown).replace_schema_metadata(stamps)


def to_parquet(shown: Shown, path: Path) -> None:
    """The answer columns as a Parquet file whose metadata carries the stamps; Problem if it cannot be written."""
    try:
        pq.write_table(to_arrow(shown), path, compression="zstd")
    except OSError as error:
        raise Problem(f"cannot write {path} ({error.strerror or error}); choose another file.") from error


def to_table(shown: Shown, lang: str = "en") -> str:
    """Plain text for a terminal: stamps first, then the columns that say something, then what hidden means."""
    used = [name for name in COLUMNS if name in {"measure", "value"} or _says_something(shown, name)]
    lines = [used, *([_plain(row, name, lang) for name in used] for row in shown)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(used))]
    body = ["  ".join(_padded(line, used, widths)).rstrip() for line in lines]
    remark = [REMARKS[lang]] if any(row.status == "hidden" for row in shown) else []
    return "\n".join([*shown.stamps, *body, *remark]) + "\n"


def shown_text(row: AnswerRow, lang: str = "en") -> str:
    """The row's number as words for a page: ``1,234``, ``42.0%``, ``hidden``; Spanish with its own separators.

    Raises Problem for a language there are no words for.
    """
    if lang not in WORDS:
        raise Problem(f"there are no words in {lang}; use {' or '.join(WORDS)}.")
    if row.status in {"hidden", "not_applicable"}:
        return WORDS[lang][row.status]
    if row.value is None:
        return WORDS[lang]["not_applicable"]
    text = f"{row.value:.1%}" if row.is_share else _grouped(row.value)
    return _in_spanish(text) if lang == "es" else text


def _grouped(number: float) -> str:
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.1f}" if abs(number) >= 10 else f"{number:.3g}"


def _in_spanish(text: str) -> str:
    """Comma for decimals and a non-breaking space between thousands from 10 000 on, as the Academy writes them."""
    whole, point, rest = text.partition(".")
    parts = whole.split(",")
    joined = "".join(parts) if len(parts) == 2 and len(parts[0]) == 1 else "\u00a0".join(parts)
    return (joined + ("," if point else "") + rest).replace("%", "\u00a0%")


def _record(row: AnswerRow) -> dict[str, Any]:
    return dict(zip(COLUMNS, row.values(), strict=True))


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _says_something(shown: Shown, name: str) -> bool:
    return any(getattr(row, name) not in (None, "", False) for row in shown)


def _plain(row: AnswerRow, name: str, lang: str) -> str:
    if name == "value":
        return shown_text(row, lang)
    value = getattr(row, name)
    if name in NUMBERS and value is not None:
        return f"{value:.1%}" if row.is_share and name in {"low", "high"} else _grouped(value)
    return _csv_text(value)


def _padded(line: list[str], names: list[str], widths: list[int]) -> list[str]:
    pairs = zip(line, names, widths, strict=True)
    return [text.rjust(width) if name in NUMBERS else text.ljust(width) for text, name, width in pairs]
