"""Where someone lives is not kept, in the tables or in what is recorded about broken rows."""

import re

from finalorder.releases.field_checks import PADDING_BYTES
from finalorder.releases.schema import MemberLayout

WITHHELD_TEXT = "[not kept]"
_HARMLESS_CELL = re.compile(rb"[A-Za-z0-9/?.*-]{1,3}|\d{4}-\d\d-\d\d(?: [\d:.]+)?|\d{1,2}/\d{4}")


def mask_record(raw: bytes, layout: MemberLayout) -> bytes:
    """Return a broken record without what may be a place of residence.

    In a broken record nobody knows which cell is which. So of a table with columns that are not kept, only cells
    survive that can be no place: dates, months and codes of up to three signs, outside the columns' own places.
    """
    places = [place for place, column in enumerate(layout.columns) if not column.kept]
    if not places:
        return raw
    cells = raw.split(b"\t")
    extra = max(len(cells) - layout.width, 0)
    risky = {place + shift for place in places for shift in range(extra + 1)}
    return b"\t".join(_mask_cell(cell, place, place in risky, extra) for place, cell in enumerate(cells))


def _mask_cell(cell: bytes, place: int, is_risky: bool, extra: int) -> bytes:
    text = cell.strip(PADDING_BYTES + b"\r\n")
    is_case_number = place == 0 and extra > 0 and text.isdigit()
    if not text or is_case_number or (not is_risky and _HARMLESS_CELL.fullmatch(text)):
        return cell
    return WITHHELD_TEXT.encode()
