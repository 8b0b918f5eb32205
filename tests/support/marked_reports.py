"""Reports with the claims marked by hand: ``{{count 2100 people|about 2,100 people}}``, and rows to set beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finalorder.reports import CheckRow
from support.places import TESTS

REPORTS = TESTS / "acceptance" / "reports" / "marked"
_MARK = re.compile(r"\{\{(.*?)\|(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Expected:
    """A claim marked in a report: its kind, then number and unit, or city, or cohort; and the words that make it."""

    kind: str
    fields: tuple[str, ...]
    start: int
    end: int

    def is_met_by(self, row: CheckRow) -> bool:
        """Whether a row overlaps the marked words and has the marked fields."""
        if row.kind != self.kind or row.start >= self.end or row.end <= self.start:
            return False
        if self.kind in {"count", "share", "duration"}:
            number, unit, *city = self.fields
            assert row.number is not None
            return (abs(row.number - float(number)) < 0.01, row.unit, row.city if city else "") == (
                True,
                unit,
                " ".join(city),
            )
        named = row.city if self.kind == "place" else row.cohort
        return not self.fields or named == " ".join(self.fields)


def marked(text: str) -> tuple[str, list[Expected]]:
    """The text without its marks, and what they expect."""
    plain, expected, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        kind, *fields = mark[1].split(" ")
        expected.append(Expected(kind, tuple(fields), len(plain), len(plain) + len(mark[2])))
        plain += mark[2]
        at = mark.end()
    return plain + text[at:], expected


def differences(rows: Sequence[CheckRow], expected: Sequence[Expected], text: str) -> list[str]:
    """What was marked and not found, and what was found and not marked; each row answers one mark."""
    left, missed = list(rows), []
    for claim in expected:
        met = next((row for row in left if claim.is_met_by(row)), None)
        if met is None:
            missed.append(f"missed: {claim.kind} {' '.join(claim.fields)} {text[claim.start : claim.end]!r}")
        else:
            left.remove(met)
    return missed + [f"found: {row.kind} {row.number} {row.unit} {row.city} {row.text!r}" for row in left]
