"""The release's own faults, put in at measured rates and written down.

Some change what a row says (orphans, stray codes, impossible dates): they are in the release's data and so in the
truth. Others break the text of a row (tabs, line feeds, control bytes, padding, short and long rows): the truth
holds what the row meant.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from finalorder.registry import Column, Table
from finalorder.simulation.column_formats import BLANK, Codes, Constant, Days, Numbers, Rows, Vocabulary
from finalorder.simulation.day_numbers import BAD_FUTURE, NEVER, Bools, Ints, parse_day_number
from finalorder.simulation.random_draws import create_generator
from finalorder.simulation.row_ids import RowIds

MAX_FAULT_SHARE = 0.4  # no fault takes more than this share of a table, however high --faults is
LOST_KEY = 1_500_000_000
BAD_DATES = {1900: parse_day_number("1900-01-01"), 2099: parse_day_number("2099-12-31"), 2925: BAD_FUTURE}
# Codes that would be good codes one field to the right of their own, if that is blank: a closure reads there as a
# reserved appeal, a nationality as a language. None: any code of the column.
UNDETECTABLE_SHIFTS: dict[str, set[bytes] | None] = {
    "OTHER_COMP": {b"A", b"B", b"I", b"O"}, "NAT": None, "DEPORTED_1": None, "INS_TA": None,
}  # fmt: skip
# A zip code reads as well in the next field, but is kept in neither.
IGNORED_IN_SHIFTS = {"ALIEN_ZIPCODE", "UPDATED_ZIPCODE"}
Edit = tuple[int, str, list[str]]  # row, kind, columns or text that the edit needs


class FaultInjector:
    """The faults of one block of one table."""

    def __init__(self, spec: Table, rate: float, ids: RowIds, before: int, names: list[str], shown: Bools) -> None:
        """``names`` are the columns in file order; ``shown`` says which of all rows the release holds.

        Faults are drawn among the places of all cases, so that a row keeps its fault from one month's release to the
        next, and whatever happens in other cases.
        """
        self.spec, self.rate, self.ids, self.records_before, self.names = spec, rate, ids, before, names
        self.parameters = ids.draws.parameters
        self.is_visible = shown
        self.visible_position = np.where(shown, np.cumsum(shown) - 1, -1)
        self.order = np.argsort(ids.slot, kind="stable")
        self.ends_by_pair = True  # records end at CR LF, so that a line feed inside one is a fault
        self.log: list[tuple[int, str]] = []
        self.short_rows: Ints = np.zeros(0, dtype=np.int32)

    def _list_entries(self, kind: str) -> Iterator[list[Any]]:
        """List the parameter's entries for this table."""
        return (item[1:] for item in self.parameters[f"faults.{kind}"] if item[0] == self.spec.name)

    def _create_generator(self, fault: str) -> np.random.Generator:
        seed = self.ids.draws.scenario.seed
        return create_generator(seed, f"fault {self.spec.name}: {fault}", self.ids.block)

    def _choose_rows(self, fault: str, share: float) -> Ints:
        """Choose which of all rows are hit, those included that the release does not hold yet."""
        ids, generator = self.ids, self._create_generator(fault)
        chance = min(share * self.rate, MAX_FAULT_SHARE)
        hits = int(generator.binomial(ids.space, chance)) if ids.count and chance > 0 else 0
        if not hits:
            return np.zeros(0, dtype=np.int32)
        slots = _sort_unlike(generator.integers(0, ids.space, hits))
        at = np.searchsorted(ids.slot, slots, sorter=self.order).clip(0, ids.count - 1)
        rows: Ints = np.sort(self.order[at[ids.slot[self.order[at]] == slots]]).astype(np.int32)
        return rows

    def _choose_rows_by_count(self, fault: str, count: float) -> Ints:
        return self._choose_rows(fault, count / dict(self.parameters["faults.sizes"])[self.spec.name])

    def _find_visible_positions(self, chosen: Ints) -> Ints:
        """Find the places of chosen rows among those that the release holds."""
        places = self.visible_position[chosen]
        held: Ints = places[places >= 0].astype(np.int32)
        return held

    def _log_fault(self, at: Ints, kind: str) -> None:
        self.log += [(self.records_before + 1 + row, kind) for row in at.tolist()]

    def overwrite_keys(self, everything: Rows) -> Rows:
        """Give some rows the key of the row before them and blank the keys of others, in every month's release alike.

        A repeated key is logged where the release holds both rows.
        """
        column = self.spec.key
        held = everything.columns.get(column)
        if not isinstance(held, Numbers):
            return everything
        repeated = self._choose_key_rows("repeated_keys")
        repeated = repeated[(repeated > 0) & ~np.isin(repeated - 1, repeated)]
        taken = np.union1d(repeated, repeated - 1)
        lone = [self._choose_rows_by_count(label, n) for name, label, n in self._list_lone_bytes() if name == column]
        blank = np.setdiff1d(self._choose_key_rows("blank_keys"), np.concatenate([taken, *lone]))
        values = held.values.copy()
        values[repeated] = held.values[repeated - 1]
        values[np.setdiff1d(np.concatenate([blank, *lone]), taken)] = -1
        both = repeated[self.is_visible[repeated] & self.is_visible[repeated - 1]]
        self._log_fault(self._find_visible_positions(both), "repeated_key")
        self._log_fault(self._find_visible_positions(blank), "blank_key")
        return replace(everything, columns={**everything.columns, column: Numbers(values)})

    def _choose_key_rows(self, kind: str) -> Ints:
        """Choose the rows whose key a fault hits; none where the table has no entry of that kind."""
        counts = [count for (count,) in self._list_entries(kind)]
        return self._choose_rows_by_count(kind, counts[0]) if counts else np.zeros(0, dtype=np.int32)

    def corrupt_values(self, rows: Rows) -> None:
        """Change what rows say, and pad codes."""
        for column, count in self._list_entries("orphans"):
            numbers = rows.columns[column]
            chosen = self._choose_rows_by_count(f"orphan {column}", count)
            at = self._find_visible_positions(chosen)
            if isinstance(numbers, Numbers):
                numbers.values[at] = LOST_KEY + chosen[self.is_visible[chosen]]
            self._log_fault(at, "orphan")
        for column, code, count in self._list_entries("stray_codes"):
            chosen = self._choose_rows_by_count(f"stray {column} {code}", count)
            self._insert_stray_code(rows, column, code, self._find_visible_positions(chosen))
        for column, code, share in self._list_entries("strays"):
            self._replace_filled(
                rows, column, code, self._find_visible_positions(self._choose_rows(f"nobody's {column}", share))
            )
        for column, kind, count in self._list_entries("bad_dates"):
            chosen = self._choose_rows_by_count(f"date {column} {kind}", count)
            self._insert_bad_date(rows, column, kind, self._find_visible_positions(chosen))
        for column, share in self._list_entries("padding"):
            self._pad_codes(rows, column, share)
        for column, label, count in self._list_lone_bytes():
            self._blank_fields(rows, column, self._find_visible_positions(self._choose_rows_by_count(label, count)))
        if self.spec.name == "motions":
            self._misplace_motion_codes(rows)

    def _insert_stray_code(self, rows: Rows, column: str, code: str, at: Ints) -> None:
        held = rows.columns[column]
        if len(at) and isinstance(held, Codes):
            held.values = held.values.copy()
            held.vocabulary = Vocabulary.of([*held.vocabulary.words, code])
            held.values[at] = len(held.vocabulary.words) - 1
            self._log_fault(at, "stray_code")

    def _replace_filled(self, rows: Rows, column: str, code: str, at: Ints) -> None:
        """Put a code that is nobody's where a field is filled."""
        held = rows.columns[column]
        if isinstance(held, Codes):
            filled = np.array([bool(word.strip()) for word in held.vocabulary.words])
            self._insert_stray_code(rows, column, code, at[filled[held.values[at]]])

    def _list_lone_bytes(self) -> Iterator[tuple[str, str, float]]:
        """List columns with fields that hold one byte and nothing else; the name of the fault's draw; and how many."""
        for column, code, count in self._list_entries("controls"):
            yield column, f"control_byte {column} {chr(code)}", count
        for column, count in self._list_entries("carriage_returns"):
            yield column, f"carriage_return {column}", count

    def _blank_fields(self, rows: Rows, column: str, at: Ints) -> None:
        """Empty the fields that a lone byte will stand in: they say nothing."""
        held = rows.columns.get(column)
        if len(at) and isinstance(held, Codes):
            words = held.vocabulary.words
            held.vocabulary = held.vocabulary if "" in words else Vocabulary.of([*words, ""])
            held.values = held.values.copy()
            held.values[at] = held.vocabulary.find_position("")

    def _insert_bad_date(self, rows: Rows, column: str, kind: int, at: Ints) -> None:
        held = rows.columns.get(column)
        if held is None:
            held = rows.columns[column] = Days(np.full(rows.count, NEVER, dtype=np.int32))
        if len(at) and isinstance(held, Days):
            held.values = held.values.copy()
            held.values[at] = BAD_DATES[kind]
            self._log_fault(at, "bad_date")

    def _pad_codes(self, rows: Rows, column: str, share: float) -> None:
        held = rows.columns[column]
        at = self.ids.draws.sample_bernoulli(f"padding {column}", share)[self.is_visible]
        if isinstance(held, Codes) and self.rate > 0:
            words = held.vocabulary.words
            filled = np.array([bool(word) for word in words])
            padded: Bools = at & filled[held.values]
            held.values = np.where(padded, held.values + len(words), held.values).astype(np.int32)
            held.vocabulary = Vocabulary.of([*words, *(word + (" " if len(word) < 4 else "   ") for word in words)])
            self._log_fault(np.flatnonzero(padded).astype(np.int32), "padding")

    def _misplace_motion_codes(self, rows: Rows) -> None:
        """Misplace codes of motions: a code where a flag belongs, and rows that stop early,
        whose last column is then unknown.
        """
        at = self._choose_motions("misplaced_motions")
        flag = np.zeros(rows.count, dtype=np.int32)
        flag[at] = 1
        rows.columns["BLNDELETED_Remove"] = Codes(flag, Vocabulary.of(["", "4A"]))
        self._log_fault(at, "misplaced")
        self.short_rows = self._choose_motions("short_motions")

    def _choose_motions(self, name: str) -> Ints:
        return self._find_visible_positions(self._choose_rows(name, self.parameters[f"faults.{name}"]))

    def restore_clean_table(self, rows: Rows) -> pa.Table:
        """Return the clean typed rows; what a short row leaves out is null."""
        if len(self.short_rows):
            words = np.zeros(rows.count, dtype=np.int32)
            words[self.short_rows] = 1
            last = self.names[-1]
            constant = rows.columns.get(last, BLANK)
            word = constant.value if isinstance(constant, Constant) else ""
            rows = Rows(rows.count, {**rows.columns, last: Codes(words, Vocabulary.of([word, ""]))})
        known = {column.name for column in self.spec.columns}
        added = [Column(name, "text", kept=True, era="") for name in self.names if name not in known]
        return rows.build_clean_table(self.spec, added)

    def list_faults(self) -> list[tuple[int, str]]:
        """List every fault so far: the record's number and the kind."""
        return sorted(self.log)

    def corrupt_text(self, lines: pa.Array) -> list["pa.Buffer | bytes"]:
        """Return the block's text in pieces, with the rows that are broken replaced."""
        replaced: dict[int, list[bytes]] = {}
        for row, kind, needs in self._list_edits():
            fields = replaced.get(row) or lines[row].as_py().encode().split(b"\t")
            changed = _edit_fields(fields, kind, needs, self.names)
            if changed is not None:
                replaced[row] = changed
                self.log.append((self.records_before + 1 + row, kind))
        return _splice_lines(lines, {row: b"\t".join(fields) for row, fields in replaced.items()})

    def _list_edits(self) -> Iterator[Edit]:
        """List the edits to make, those that need fields in place before those that shift them."""
        yield from ((row, "short_row", []) for row in self.short_rows.tolist())
        for column, code, count in self._list_entries("controls"):
            yield from self._place_edits("control_byte", [column, chr(code)], count)
        for column, count in self._list_entries("latin"):
            yield from self._place_edits("latin_byte", [column], count)
        for column, count in self._list_entries("carriage_returns"):
            if column in self.names:
                yield from self._place_edits("carriage_return", [column], count)
        for (count,) in self._list_entries("line_feeds"):
            if self.ends_by_pair:
                yield from self._place_edits("line_feed", [], count)
        if self.spec.name == "motions":
            yield from ((row, "long_row", []) for row in self._choose_motions("long_motions").tolist())
        for kind in ("two_tabs", "extra_tabs"):
            for count, columns in self._list_entries(kind):
                yield from self._shift_fields(kind, count, columns)

    def _place_edits(self, kind: str, needs: list[str], count: float) -> Iterator[Edit]:
        chosen = self._choose_rows_by_count(" ".join([kind, *needs]), count)
        yield from ((row, kind, needs) for row in self._find_visible_positions(chosen).tolist())

    def _shift_fields(self, kind: str, count: float, columns: list[str]) -> Iterator[Edit]:
        """Put tabs too many before all of these columns or one of them."""
        chosen = self._choose_rows_by_count(kind, count)
        which = self.ids.draws.select(chosen).sample_integers(f"column of {kind}", 0, len(columns) - 1)
        for row, column in zip(chosen.tolist(), which.tolist(), strict=True):
            if self.is_visible[row]:
                yield int(self.visible_position[row]), kind[:-1], columns if kind == "two_tabs" else [columns[column]]


def _sort_unlike(numbers: Ints) -> Ints:
    """Sort numbers and leave repeated ones out, as ``numpy.unique`` does by hashing in a hundred times the time."""
    ordered = np.sort(numbers)
    unlike: Ints = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return unlike


def _edit_fields(fields: list[bytes], kind: str, needs: list[str], names: list[str]) -> list[bytes] | None:
    """Return the row's fields after one edit; None where the row does not suit it."""
    fields = list(fields)
    if len(fields) != len(names):
        return None
    if kind == "short_row":
        return _shorten_row(fields)
    if kind == "long_row":
        return [*fields[:-1], fields[-1].removesuffix(b"\r\n"), b"2018-11-20 00:00:00.000", b"A.2.a\r\n"]
    if kind == "line_feed":
        return _fill_blank_field(fields, next((k for k, item in enumerate(fields) if k > 2 and not item), -1), b"\n")
    if kind == "carriage_return":
        return _fill_blank_field(fields, names.index(needs[0]), b"\r")
    if kind == "control_byte":
        return _fill_blank_field(fields, names.index(needs[0]), needs[1].encode())
    if kind == "latin_byte":
        place = names.index(needs[0])
        fields[place] = fields[place][:1] + b"\xd1" + fields[place][1:]
        return fields
    if any(_is_shift_undetectable(fields, names, name) for name in needs):
        return None
    for column in sorted((names.index(name) for name in needs), reverse=True):
        fields.insert(column, b"")
    return fields


def _is_shift_undetectable(fields: list[bytes], names: list[str], column: str) -> bool:
    """Whether a row moved right from that column on reads as well as before: then no text says what was meant."""
    places = range(names.index(column), len(names) - 1)
    first = next((k for k in places if fields[k].strip() and names[k] not in IGNORED_IN_SHIFTS), None)
    if first is None or names[first] not in UNDETECTABLE_SHIFTS or fields[first + 1].strip():
        return False
    codes = UNDETECTABLE_SHIFTS[names[first]]
    return codes is None or fields[first].strip() in codes


def _shorten_row(fields: list[bytes]) -> list[bytes] | None:
    """Return the row without its last column and the blanks before it."""
    kept = len(fields) - 1
    while kept > 6 and not fields[kept - 1]:
        kept -= 1
    return [*fields[: kept - 1], fields[kept - 1] + b"\r\n"]


def _fill_blank_field(fields: list[bytes], place: int, content: bytes) -> list[bytes] | None:
    """Return the row with a blank field filled; None if that field is taken."""
    if place < 0 or fields[place].strip(b" \r\n"):
        return None
    ending = b"\r\n" if fields[place].endswith(b"\r\n") else b""
    fields[place] = content + ending
    return fields


def _splice_lines(lines: pa.Array, replaced: dict[int, bytes]) -> list["pa.Buffer | bytes"]:
    """Return the text of the lines, with some rows replaced."""
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    text, pieces, start = lines.buffers()[2], [], 0
    for row in sorted(replaced):
        pieces += [text.slice(start, int(offsets[row]) - start), replaced[row]]
        start = int(offsets[row + 1])
    end = int(offsets[len(lines)])
    return [*pieces, text.slice(start, end - start)] if len(lines) else []
