"""Rows that begin with a name of their own, as statistics programs write them: all cells stand one column off.

A file whose rows end in a tab that the header lacks looks the same, if its first column counts from 0 or 1. What the
cells are says which it is.
"""

from collections.abc import Sequence

from finalorder.errors import InputError
from finalorder.releases.field_checks import FieldChecker
from finalorder.releases.schema import MemberLayout


def require_columns_in_place(rows: Sequence[bytes], layout: MemberLayout, where: str) -> None:
    """Refuse rows that begin with their number, where their cells fit the columns better without it.

    :param rows: rows with one field more than the header.
    :raises InputError: for such rows.
    """
    cells = [row.split(b"\t") for row in rows]
    if not _are_numbered([each[0] for each in cells]):
        return
    checker = FieldChecker(layout)
    if _count_misfits(checker, [each[1:] for each in cells]) < _count_misfits(checker, cells):
        raise InputError(
            f"{where}: each row begins with its number, for which there is no column name, so all cells are "
            "one column off; take the numbers out, or fetch the release again."
        )


def _are_numbered(firsts: Sequence[bytes]) -> bool:
    """Return whether the first fields count the rows, from 0 or 1."""
    numbers = [first.strip(b'"') for first in firsts]
    return any(numbers == [b"%d" % (start + place) for place in range(len(numbers))] for start in (0, 1))


def _count_misfits(checker: FieldChecker, rows: Sequence[Sequence[bytes]]) -> int:
    """Count the cells that are not of their column's type or shape."""
    return sum(not checker.fits(place, cell) for row in rows for place, cell in enumerate(row[: checker.layout.width]))
