"""The rule of what is published again, as docs/disclosure.md words it: no code of the gate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest

STEP, FIRST_SHOWN = 20, 30
Row = dict[str, str]


@dataclass(frozen=True)
class Published:
    """What a reader may know of a sum of counts that were rounded one by one."""

    floor: int
    ceiling: int
    is_hidden: bool

    @property
    def middle(self) -> int:
        return (self.floor + self.ceiling + STEP) // (2 * STEP) * STEP


def publish(counts: Iterable[int]) -> Published:
    """To the nearest 20, halves up; below 30 all that is known is 0 to 29."""
    counts = list(counts)
    floors = [0 if count < FIRST_SHOWN else count - (count + STEP // 2) % STEP for count in counts]
    widths = [FIRST_SHOWN - 1 if count < FIRST_SHOWN else STEP - 1 for count in counts]
    return Published(sum(floors), sum(floors) + sum(widths), all(count < FIRST_SHOWN for count in counts))


def check_count(row: Row, counts: Sequence[int]) -> None:
    """A count is the sum of the rounded counts, and says within which bounds it is known."""
    known = publish(counts)
    shown = "" if known.is_hidden else str(known.middle)
    assert (row["numerator"], row["value"], row["denominator"]) == (shown, shown, ""), row
    assert (row["rounded_to"], row["floor"], row["ceiling"]) == ("20", str(known.floor), str(known.ceiling)), row
    assert known.floor <= sum(counts) <= known.ceiling, row
    assert row["status"] == ("hidden" if known.is_hidden else "shown"), row


def check_share(row: Row, parts: Sequence[int], wholes: Sequence[int]) -> None:
    """A share is made of rounded counts; its interval holds whatever they may be."""
    part, whole = publish(parts), publish(wholes)
    if whole.is_hidden:
        _check_hidden(row)
        return
    numerator = min(part.middle, whole.middle)
    assert (row["numerator"], row["denominator"]) == (str(numerator), str(whole.middle)), row
    assert (row["rounded_to"], row["floor"], row["ceiling"]) == ("20", str(part.floor), str(part.ceiling)), row
    assert float(row["value"]) == pytest.approx(numerator / whole.middle, abs=1e-6), row
    least, most = part.floor / whole.ceiling, min(1, part.ceiling / whole.floor)
    assert float(row["low"]) <= least <= sum(parts) / sum(wholes) <= most <= float(row["high"]), row
    assert row["status"] == ("unstable" if whole.middle < 100 else "shown"), row


def _check_hidden(row: Row) -> None:
    names = ("numerator", "denominator", "value", "low", "high", "floor", "ceiling")
    assert [row[name] for name in names] == [""] * len(names), row
    assert row["status"] == "hidden", row
