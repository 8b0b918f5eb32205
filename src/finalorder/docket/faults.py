"""The release's own faults, put in at measured rates and written down.

Some change what a row says (orphans, stray codes, impossible dates): they are in the release's data and so in the
truth. Others break the text of a row (tabs, line feeds, control bytes, padding, short and long rows): the truth
holds what the row meant.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from finalorder.docket.columns import BLANK, Coded, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.docket.days import BAD_FUTURE, Bools, Ints, day
from finalorder.docket.parameters import value
from finalorder.registry import Table

MOST = 0.4  # no fault takes more than this share of a table, however high --faults is
LOST_KEY = 1_500_000_000
BAD_DATES = {1900: day("1900-01-01"), 2099: day("2099-12-31"), 2925: BAD_FUTURE}
SIZES = dict(value("faults.sizes"))
# Codes that would be good codes one field to the right of their own, if that is blank: a closure reads there as a
# reserved appeal, a nationality as a language. None: any code of the column.
MOVED_UNSEEN: dict[str, set[bytes] | None] = {
    "OTHER_COMP": {b"A", b"B", b"I", b"O"}, "NAT": None, "DEPORTED_1": None, "INS_TA": None,
}  # fmt: skip
# A zip code reads as well in the next field, but is kept in neither.
PASSED_OVER = {"ALIEN_ZIPCODE", "UPDATED_ZIPCODE"}
Edit = tuple[int, str, list[str]]  # row, kind, columns or text that the edit needs


class Damage:
    """The faults of one block of one table."""

    def __init__(
        self, spec: Table, rate: float, numbers: np.random.Generator, before: int, names: list[str], shown: Bools
    ) -> None:
        """``names`` are the columns in file order; ``shown`` says which of all rows the release holds.

        Faults are drawn among all rows, so that a row keeps its fault from one month's release to the next.
        """
        self.spec, self.rate, self.numbers, self.before, self.names = spec, rate, numbers, before, names
        self.rows, self.shown = len(shown), shown
        self.place = np.where(shown, np.cumsum(shown) - 1, -1)
        self.log: list[tuple[int, str]] = []
        self.short: Ints = np.zeros(0, dtype=np.int32)

    def _listed(self, kind: str) -> Iterator[list[Any]]:
        """The parameter's entries for this table."""
        return (item[1:] for item in value(f"faults.{kind}") if item[0] == self.spec.name)

    def _chosen(self, share: float) -> Ints:
        """Which of all rows are hit, those included that the release does not hold yet."""
        rows = self.rows
        hits = int(self.numbers.binomial(rows, min(share * self.rate, MOST))) if rows and self.rate > 0 else 0
        return np.unique(self.numbers.integers(0, rows, hits)).astype(np.int32) if hits else np.zeros(0, dtype=np.int32)

    def _counted(self, count: float) -> Ints:
        return self._chosen(count / SIZES[self.spec.name])

    def _held(self, chosen: Ints) -> Ints:
        """The places of chosen rows among those that the release holds."""
        places = self.place[chosen]
        held: Ints = places[places >= 0].astype(np.int32)
        return held

    def _note(self, at: Ints, kind: str) -> None:
        self.log += [(self.before + 1 + row, kind) for row in at.tolist()]

    def spoil(self, rows: Rows) -> None:
        """Change what rows say, and pad codes."""
        for column, count in self._listed("orphans"):
            numbers = rows.columns[column]
            chosen = self._counted(count)
            at = self._held(chosen)
            if isinstance(numbers, Numbers):
                numbers.values[at] = LOST_KEY + chosen[self.shown[chosen]]
            self._note(at, "orphan")
        for column, code, count in self._listed("stray_codes"):
            self._stray(rows, column, code, self._held(self._counted(count)))
        for column, kind, count in self._listed("bad_dates"):
            self._bad_date(rows, column, kind, self._held(self._counted(count)))
        for column, share in self._listed("padding"):
            self._pad(rows, column, share)
        if self.spec.name == "motions":
            self._misplace(rows)

    def _stray(self, rows: Rows, column: str, code: str, at: Ints) -> None:
        held = rows.columns[column]
        if len(at) and isinstance(held, Coded):
            held.values = held.values.copy()
            held.vocabulary = Vocabulary.of([*held.vocabulary.words, code])
            held.values[at] = len(held.vocabulary.words) - 1
            self._note(at, "stray_code")

    def _bad_date(self, rows: Rows, column: str, kind: int, at: Ints) -> None:
        held = rows.columns.get(column)
        if held is None:
            held = rows.columns[column] = Days(np.full(rows.count, -(10**6), dtype=np.int32))
        if len(at) and isinstance(held, Days):
            held.values = held.values.copy()
            held.values[at] = BAD_DATES[kind]
            self._note(at, "bad_date")

    def _pad(self, rows: Rows, column: str, share: float) -> None:
        held = rows.columns[column]
        at = self.numbers.random(self.rows, dtype=np.float32)[self.shown] < (share if self.rate > 0 else 0)
        if isinstance(held, Coded) and self.rate > 0:
            words = held.vocabulary.words
            filled = np.array([bool(word) for word in words])
            padded: Bools = at & filled[held.values]
            held.values = np.where(padded, held.values + len(words), held.values).astype(np.int32)
            held.vocabulary = Vocabulary.of([*words, *(word + (" " if len(word) < 4 else "   ") for word in words)])
            self._note(np.flatnonzero(padded).astype(np.int32), "padding")

    def _misplace(self, rows: Rows) -> None:
        """Motions: a code where a flag belongs, and rows that stop early, whose last column is then unknown."""
        at = self._held(self._chosen(value("faults.misplaced_motions")))
        flag = np.zeros(rows.count, dtype=np.int32)
        flag[at] = 1
        rows.columns["BLNDELETED_Remove"] = Coded(flag, Vocabulary.of(["", "4A"]))
        self._note(at, "misplaced")
        self.short = self._held(self._chosen(value("faults.short_motions")))

    def restored(self, rows: Rows) -> pa.Table:
        """The clean typed rows; what a short row leaves out is null."""
        if len(self.short):
            said = np.zeros(rows.count, dtype=np.int32)
            said[self.short] = 1
            last = self.names[-1]
            constant = rows.columns.get(last, BLANK)
            word = constant.value if isinstance(constant, Constant) else ""
            rows = Rows(rows.count, {**rows.columns, last: Coded(said, Vocabulary.of([word, ""]))})
        return rows.truth(self.spec)

    def found(self) -> list[tuple[int, str]]:
        """Every fault so far: the record's number and the kind."""
        return sorted(self.log)

    def broken(self, lines: pa.Array) -> list["pa.Buffer | bytes"]:
        """The block's text in pieces, with the rows that are broken replaced."""
        replaced: dict[int, list[bytes]] = {}
        for row, kind, needs in self._edits():
            fields = replaced.get(row) or lines[row].as_py().encode().split(b"\t")
            changed = _edited(fields, kind, needs, self.names)
            if changed is not None:
                replaced[row] = changed
                self.log.append((self.before + 1 + row, kind))
        return _spliced(lines, {row: b"\t".join(fields) for row, fields in replaced.items()})

    def _edits(self) -> Iterator[Edit]:
        """The edits to make, those that need fields in place before those that shift them."""
        yield from ((row, "short_row", []) for row in self.short.tolist())
        for column, code, count in self._listed("controls"):
            yield from ((row, "control_byte", [column, chr(code)]) for row in self._held(self._counted(count)).tolist())
        for column, count in self._listed("latin"):
            yield from ((row, "latin_byte", [column]) for row in self._held(self._counted(count)).tolist())
        for (count,) in self._listed("line_feeds"):
            yield from ((row, "line_feed", []) for row in self._held(self._counted(count)).tolist())
        if self.spec.name == "motions":
            long = self._held(self._chosen(value("faults.long_motions")))
            yield from ((row, "long_row", []) for row in long.tolist())
        for kind in ("two_tabs", "extra_tabs"):
            for count, columns in self._listed(kind):
                for row in self._counted(count).tolist():
                    picked = columns if kind == "two_tabs" else [columns[int(self.numbers.integers(len(columns)))]]
                    if self.shown[row]:
                        yield int(self.place[row]), kind[:-1], picked


def _edited(fields: list[bytes], kind: str, needs: list[str], names: list[str]) -> list[bytes] | None:
    """The row's fields after one edit; None where the row does not suit it."""
    fields = list(fields)
    if len(fields) != len(names):
        return None
    if kind == "short_row":
        return _shortened(fields)
    if kind == "long_row":
        return [*fields[:-1], fields[-1].removesuffix(b"\r\n"), b"2018-11-20 00:00:00.000", b"A.2.a\r\n"]
    if kind == "line_feed":
        return _filled(fields, next((k for k, item in enumerate(fields) if k > 2 and not item), -1), b"\n")
    if kind == "control_byte":
        return _filled(fields, names.index(needs[0]), needs[1].encode())
    if kind == "latin_byte":
        place = names.index(needs[0])
        fields[place] = fields[place][:1] + b"\xd1" + fields[place][1:]
        return fields
    if any(_says_otherwise(fields, names, name) for name in needs):
        return None
    for column in sorted((names.index(name) for name in needs), reverse=True):
        fields.insert(column, b"")
    return fields


def _says_otherwise(fields: list[bytes], names: list[str], column: str) -> bool:
    """Whether a row moved right from that column on reads as well as before: then no text says what was meant."""
    places = range(names.index(column), len(names) - 1)
    first = next((k for k in places if fields[k].strip() and names[k] not in PASSED_OVER), None)
    if first is None or names[first] not in MOVED_UNSEEN or fields[first + 1].strip():
        return False
    codes = MOVED_UNSEEN[names[first]]
    return codes is None or fields[first].strip() in codes


def _shortened(fields: list[bytes]) -> list[bytes] | None:
    """The row without its last column and the blanks before it."""
    kept = len(fields) - 1
    while kept > 6 and not fields[kept - 1]:
        kept -= 1
    return [*fields[: kept - 1], fields[kept - 1] + b"\r\n"]


def _filled(fields: list[bytes], place: int, content: bytes) -> list[bytes] | None:
    """The row with a blank field filled; None if that field is taken."""
    if place < 0 or fields[place].strip(b" \r\n"):
        return None
    ending = b"\r\n" if fields[place].endswith(b"\r\n") else b""
    fields[place] = content + ending
    return fields


def _spliced(lines: pa.Array, replaced: dict[int, bytes]) -> list["pa.Buffer | bytes"]:
    """The text of the lines, with some rows replaced."""
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    text, pieces, start = lines.buffers()[2], [], 0
    for row in sorted(replaced):
        pieces += [text.slice(start, int(offsets[row]) - start), replaced[row]]
        start = int(offsets[row + 1])
    end = int(offsets[len(lines)])
    return [*pieces, text.slice(start, end - start)] if len(lines) else []
