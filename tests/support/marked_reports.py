"""Reports with claims marked by hand, ``{{count 2100 people place=Miami|about 2,100 people}}``; how rows meet them.

``seen`` are the texts that the grammar was made with; ``unseen`` were written before the rules were read again and are
never looked at while these change. A name begins with its language, then its kind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from finalorder.reports import CheckRow
from support.places import TESTS

REPORTS = TESTS / "acceptance" / "reports"
NUMBER_KINDS = ("count", "share", "duration", "change")
_MARK = re.compile(r"\{\{(.*?)\|(.*?)\}\}", re.DOTALL)
_PART = re.compile(r'\w+="[^"]*"|\S+')


@dataclass(frozen=True)
class Expected:
    """A number marked in a report: its kind, number and unit, what else is marked of it, and the words that make it."""

    kind: str
    number: float
    unit: str
    fields: dict[str, str]
    start: int
    end: int

    def is_met_by(self, row: CheckRow) -> bool:
        """Whether a row overlaps the marked words and has the kind and number; 33 stands for a third."""
        overlaps = row.start < self.end and row.end > self.start
        is_whole = self.kind == "share" and float(self.number).is_integer()
        near = 0.7 if is_whole and not float(row.number or 0).is_integer() else 0.05
        return overlaps and row.kind == self.kind and abs(float(row.number or 0) - self.number) < near

    def list_wrong_fields(self, row: CheckRow) -> list[str]:
        """The marked fields that a row has otherwise."""
        wanted = {"unit": self.unit} if self.unit else {}
        got = {"unit": row.unit, "place": row.city, "period": row.period, "cohort": row.cohort}
        return [name for name, value in {**wanted, **self.fields}.items() if got[name] != value]


@dataclass
class Score:
    """How many marked claims there are, were found, and were found besides; and the fields of those found."""

    marked: int = 0
    found: int = 0
    extra: int = 0
    fields: int = 0
    wrong_fields: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of marked claims that were found."""
        return self.found / max(self.marked, 1)

    @property
    def precision(self) -> float:
        """The share of rows that are marked claims."""
        return self.found / max(self.found + self.extra, 1)

    def add(self, text: str, expected: Sequence[Expected], rows: Sequence[CheckRow]) -> None:
        """Set the rows of a text beside its marks; each row answers one mark."""
        left = [row for row in rows if row.kind in NUMBER_KINDS]
        for claim in expected:
            met = next((row for row in left if claim.is_met_by(row)), None)
            self.marked += 1
            if met is None:
                self.told.append(f"missed: {claim.kind} {claim.number} {text[claim.start : claim.end]!r}")
                continue
            left.remove(met)
            wrong = claim.list_wrong_fields(met)
            self.found += 1
            self.fields += len(claim.fields) + bool(claim.unit)
            self.wrong_fields += len(wrong)
            self.told += [f"field {name}: {text[claim.start : claim.end]!r}" for name in wrong]
        self.extra += len(left)
        self.told += [f"found: {row.kind} {row.number} {row.unit} {row.text!r}" for row in left]


def list_reports(half: str, prefix: str = "") -> list[Path]:
    """The marked texts of a half (``seen``, ``unseen``) whose names begin so."""
    return sorted((REPORTS / half).glob(f"{prefix}*.txt"))


def read_marked(path: Path) -> tuple[str, list[Expected]]:
    """The text without its marks, and the numbers that they mark."""
    text = path.read_text(encoding="utf-8")
    plain, expected, at = "", [], 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        kind, *parts = _PART.findall(mark[1])
        if kind in NUMBER_KINDS:
            named = dict(part.split("=", 1) for part in parts if "=" in part)
            number, unit, *place = [part for part in parts if "=" not in part]
            fields = {name: value.strip('"') for name, value in named.items()} | (
                {"place": " ".join(place)} if place else {}
            )
            expected.append(Expected(kind, float(number), unit, fields, len(plain), len(plain) + len(mark[2])))
        plain += mark[2]
        at = mark.end()
    return plain + text[at:], expected
