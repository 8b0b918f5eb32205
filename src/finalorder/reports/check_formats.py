"""The rows of a check for programs and terminals: JSON, CSV, and a table with the lines of the text."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from textwrap import shorten, wrap

from finalorder.answers import format_json, guard_cell
from finalorder.reports.report_check import CHECK_COLUMNS, CheckResult, CheckRow
from finalorder.words import Words, load_words, localize

_WIDTHS = (5, 34, 9, 18, 18)
_ORDER = ("contradicted", "supported", "depends_on_method", "upper_bound_only", "cannot_narrow", "not_in_records")


def to_json(checked: CheckResult) -> str:
    """Return ``{"meta": {...}, "rows": [...]}``, one row a line, in the order of the text."""
    return format_json(checked.meta, (asdict(row) for row in checked.rows))


def to_csv(checked: CheckResult) -> str:
    """Return the columns of ``CheckRow``, one line a claim."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CHECK_COLUMNS)
    writer.writerows([guard_cell(value) for value in asdict(row).values()] for row in checked.rows)
    return text.getvalue()


def sort_rows(rows: Sequence[CheckRow]) -> list[CheckRow]:
    """Sort rows by what can be said: what is contradicted and supported first, what no record shows last."""
    return sorted(rows, key=lambda row: (_ORDER.index(row.verdict), row.start))


def to_table(checked: CheckResult) -> str:
    """For a terminal: a line a claim with its line in the text, then the answer; ordered by what can be said."""
    words = load_words(checked.lang)
    head = (words.find_word("check_head", name) for name in ("line", "claim", "kind", "number", "verdict"))
    lines = [*checked.meta["stamps"], _format_line(*head)]
    for row in sort_rows(checked.rows):
        line = 1 + checked.source.count("\n", 0, row.start)
        lines.append(_format_line(str(line), " ".join(row.text.split()), *_name_cells(row, words)))
        where = "; ".join(filter(None, (row.city, row.cohort, row.period, row.note)))
        for text in filter(None, (where, f"{row.method}: {row.answer}")):
            lines += wrap(text, 100, initial_indent="      ", subsequent_indent="      ", break_long_words=False)
    count = len(checked.rows)
    found = words.format_plain("check.found", plural=count, count=count)
    return "\n".join([*lines, found, describe_operation(checked)]) + "\n"


def _name_cells(row: CheckRow, words: Words) -> tuple[str, str, str]:
    """Name the kind of a claim, its number with its unit, and the verdict."""
    unit = row.unit if words.lang == "en" else words.translate_name("unit", row.unit)
    number = "" if row.number is None else f"{row.number:,} {unit}"
    return words.find_word("check_kind", row.kind), number, words.find_word("check_verdict", row.verdict)


def describe_operation(checked: CheckResult) -> str:
    """Describe which operation the claims were set beside."""
    words, about = load_words(checked.lang), checked.operation
    if about is None:
        return words.format_plain("check.no_operation")
    return words.format_plain("check.operation", title=localize(about, "title", checked.lang), id=about.id)


def _format_line(*cells: str) -> str:
    shown = [shorten(cell, width, placeholder="...") for cell, width in zip(cells, _WIDTHS, strict=True)]
    return "  ".join(cell.ljust(width) for cell, width in zip(shown, _WIDTHS, strict=True)).rstrip()
