"""Every level of what changes are split by, whether anything is at it or not: what is missing must not say zero."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod
from typing import Any

from finalorder.errors import InputError
from finalorder.history.comparison_steps import find_row_facts
from finalorder.history.table_comparison import CHANGES, SPLIT_COLUMNS, TableChanges
from finalorder.registry import UNKNOWN, find_code_list, load_dimensions

Row = dict[str, Any]
DECISIONS = ("decided", "pending")
#: the court's list of what can be applied for
APPLICATIONS_LIST = "tblLookUp_Appln.strcode"
CAUSES = ("same_court", "moved_court", "case_gone", "unknown")
#: the court is of 1983; what is dated earlier is at the level unknown
FIRST_YEAR = 1983
#: the levels of a row that is split by nothing
NO_LEVELS = dict.fromkeys(SPLIT_COLUMNS.values(), "")
#: an answer of more numbers than this is not read by anyone
MAX_NUMBERS = 200_000


def list_split_levels(name: str, day: date) -> list[str]:
    """List the levels of a dimension: the registry's, of fiscal years those up to a day, of applications the court's
    list of them.
    """
    if name == "application":
        return [*find_code_list(APPLICATIONS_LIST), UNKNOWN]
    if name != "fiscal-year":
        return list(load_dimensions()[name].levels)
    last = day.year + (day.month >= 10)
    return [UNKNOWN, *(f"FY{year}" for year in range(FIRST_YEAR, last + 1))]


def require_answerable_size(tables: int, by: Sequence[str], day: date) -> None:
    """Refuse more numbers than one answer can have.

    :raises InputError: naming what can be left out.
    """
    size = tables * len(CHANGES) * prod(len(list_split_levels(name, day)) for name in by)
    if by and size > MAX_NUMBERS:
        raise InputError(
            f"that is {size:,} numbers, more than one answer can have; ask by fewer dimensions, or about one --table."
        )


def complete_splits(found: TableChanges, by: Sequence[str], day: date) -> Iterator[Row]:
    """List the splits of a table's changes, each level once: by what is asked, by decision, and by cause."""
    asked = [each for each in found.splits if not each["decision"] and not each["cause"]]
    if by:
        yield from ({"method": "", **row} for row in complete_rows(asked, CHANGES, by, day))
    has_decision = bool(find_row_facts(found.table).decided)
    told = [("decision", CHANGES, DECISIONS if has_decision else ()), ("cause", ("vanished",), CAUSES)]
    for column, changes, methods in told:
        counts = Counter({(each["change"], each[column]): each["row_count"] for each in found.splits if each[column]})
        for change, method in product(changes, methods):
            yield {**NO_LEVELS, "change": change, "method": method, "row_count": counts[change, method]}


def complete_rows(
    found: Iterable[Mapping[str, Any]], changes: Sequence[str], by: Sequence[str], day: date
) -> Iterator[Row]:
    """List every change at every level; a level that the registry does not know is counted as unknown."""
    columns = [SPLIT_COLUMNS[name] for name in by]
    levels = [list_split_levels(name, day) for name in by]
    counts: Counter[tuple[str, ...]] = Counter()
    for row in found:
        held = (row[column] if row[column] in known else UNKNOWN for column, known in zip(columns, levels, strict=True))
        counts[row["change"], *held] += row["row_count"]
    for change, *at in product(changes, *levels):
        yield {**NO_LEVELS, "change": change, "row_count": counts[change, *at], **dict(zip(columns, at, strict=True))}
