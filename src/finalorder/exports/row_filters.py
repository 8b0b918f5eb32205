"""Which rows of a table are exported: conditions on its columns, and a sample of its cases.

No condition on a number or a code that leads to one person, judge or lawyer: finalorder counts, it looks no one up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finalorder.errors import InputError, RefusedError, quote_value, suggest_names
from finalorder.registry import CodebookColumn, CodebookTable

_CONDITION = re.compile(r"\s*(\w[\w.]*?)\s*(!=|>=|<=|=|>|<)(.*)", re.DOTALL)
#: columns that lead to one case, person, judge or lawyer
_IDENTIFYING = re.compile(
    r"(?!kind_id)(?:(id|lng)n?\w*id|idn\w*|\w*_?idn(case)?|\w+_id|\w*attorney\w*|atty_nbr|\w*ij_code|ij_name\w*|judge_\w+|intr\w*code"
    r"|interpreter_code|\w*birth\w*|lngsessnid)"
)
_ORDERINGS = {">=": pc.greater_equal, "<=": pc.less_equal, ">": pc.greater, "<": pc.less}
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A condition on a column: equal to one of some values, to none of them, or on one side of one. None: no value."""

    column: str
    operator: str
    values: tuple[Any, ...]

    def match(self, batch: pa.RecordBatch) -> pa.Array:
        """Return for each row whether it meets the condition; no value meets only a condition that asks for none."""
        found = batch.column(self.column)
        if self.operator in _ORDERINGS:
            return pc.fill_null(_ORDERINGS[self.operator](found, pa.scalar(self.values[0], found.type)), False)
        listed = pa.array([value for value in self.values if value is not None], found.type)
        equal = pc.is_in(found, value_set=listed)
        equal = pc.or_(equal, pc.is_null(found)) if None in self.values else equal
        return pc.invert(equal) if self.operator == "!=" else equal


def parse_row_filter(text: str, table: CodebookTable) -> RowFilter:
    """Parse ``COLUMN=VALUE,VALUE``, ``COLUMN!=VALUE`` or ``COLUMN>=VALUE``; an empty value stands for no value.

    :raises FinalorderError: if there is no such column, a value is not of its type, or it would look someone up.
    """
    parts = _CONDITION.fullmatch(text)
    if parts is None:
        raise InputError(
            f"--where {quote_value(text)} is not a condition; write COLUMN=VALUE, for example custody_code=N."
        )
    name, operator, values = parts[1].lower(), parts[2], parts[3]
    column = find_column(name, table)
    if _IDENTIFYING.fullmatch(column.name):
        raise RefusedError(f"{column.name} leads to single people; finalorder counts, and never looks anyone up.")
    listed = tuple(_parse_value(value.strip(), column) for value in values.split(","))
    if operator in _ORDERINGS and (len(listed) > 1 or listed[0] is None):
        raise InputError(f"--where {quote_value(text)}: {operator} takes one value.")
    return RowFilter(column.name, operator, listed)


def find_column(name: str, table: CodebookTable) -> CodebookColumn:
    """Find a column of a table.

    :raises InputError: if there is none; the nearest is offered.
    """
    column = table.find_column(name)
    if column is None:
        hint = suggest_names(name, [each.name for each in table.columns])
        raise InputError(f"{table.name} has no column {quote_value(name)}{hint}")
    return column


def _parse_value(text: str, column: CodebookColumn) -> Any:
    if not text:
        return None
    try:
        return _READERS.get(column.type, str)(text)
    except (ValueError, KeyError, InvalidOperation):
        kind = {"month_year": "date", "bool": "yes or no"}.get(column.type, column.type)
        raise InputError(f"{quote_value(text)} is not a valid {kind} for {column.name}.") from None


_READERS: dict[str, Any] = {
    "int": int,
    "number": float,
    "money": Decimal,
    "bool": lambda text: _FLAGS[text.lower()],
    "date": date.fromisoformat,
    "month_year": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def match_rows(filters: Sequence[RowFilter], batch: pa.RecordBatch) -> pa.Array | None:
    """Return which rows meet every condition; None if there is none to meet."""
    return reduce(pc.and_, (each.match(batch) for each in filters)) if filters else None


def parse_sample(text: str, rows: int) -> float:
    """Parse ``1%`` or ``10000`` (rows, about) as the share of cases that are taken, of a table of so many rows.

    :raises InputError: if it is neither, or takes nothing or more than all.
    """
    percent = _SHARE.fullmatch(text.strip())
    if percent is not None:
        share = float(percent[1]) / 100
    elif text.strip().isdigit():
        share = min(1.0, int(text) / max(rows, 1))
    else:
        raise InputError(f"--sample {quote_value(text)} is not a share or a number of rows; write 1% or 10000.")
    if not 0 < share <= 1:
        raise InputError(
            f"--sample {quote_value(text)} takes no row or more than all; choose more than 0 and up to 100%."
        )
    return share


def draw_rows(share: float, cases: pa.Array | None, first_row: int, rows: int) -> pa.Array:
    """Draw rows by a fixed rule: those of a share of the cases, the same cases in every table and every time.

    A table without cases is drawn row by row.
    """
    numbers = np.arange(first_row, first_row + rows, dtype=np.uint64)
    if cases is not None:
        numbers = np.asarray(pc.fill_null(cases, 0)).astype(np.uint64)
    return pa.array(_mix_bits(numbers) < np.uint64(min(share * 2.0**64, 2.0**64 - 2048)))


def _mix_bits(numbers: Any) -> Any:
    """Mix the bits of numbers (the last steps of SplitMix64), so that neighbors are drawn independently."""
    with np.errstate(over="ignore"):
        mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
