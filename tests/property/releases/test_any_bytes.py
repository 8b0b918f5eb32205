"""Whatever a member holds: every record has one fate, nothing raises, bad neighbours leave good rows alone."""

import contextlib
import re
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from finalorder import registry
from finalorder.errors import FinalorderError
from finalorder.releases import values
from finalorder.releases.cleaning import decode_field
from support.release_files import ReadTable, header, read_bytes, sample, tsv

PATIENT = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TABLES = ["priorities", "identifiers", "attorneys", "tbllookupsex", "bonds"]
AWKWARD = [b"\t", b"\r\n", b"\n", b"\r", b"\0", b"\x1e", b"\x1f", b" ", b"\xff", b"\xc3\xa9", b"\xc3", b"\x81", b"\x7f",
           b"5000001", b"N/A", b"0x1F", b"2014-09-06 19:24:46.373", b"0000-01-01", b"\xef\xbb\xbf", b'"', b"\\", b"1",
           b"4/1974", b"1e5", b"99999999999.99", b"A"]  # fmt: skip
any_bytes = st.lists(st.one_of(st.sampled_from(AWKWARD), st.binary(max_size=6)), max_size=60).map(b"".join)


def plain_records(data: bytes) -> list[bytes]:
    """The records after the header, split in the plainest way."""
    end = b"\r\n" if b"\r\n" in data and data.index(b"\r\n") == data.find(b"\n") - 1 else b"\n"
    parts = data.split(end)[1:]
    return parts[:-1] if parts and parts[-1] == b"" else parts


def plain_text(raw: bytes) -> str:
    """A cell's text by the rules: no controls, decoded, no padding; a line feed inside it stays."""
    kept = bytes(code for code in raw if (code >= 32 and code != 127) or code == 10)
    return decode_field(kept).strip(" \n")


def plain_cell(raw: bytes, kind: str) -> Any:
    """A cell's value by the rules, one step after the other."""
    text = plain_text(raw)
    if not text:
        return None
    if kind not in values.PARSERS:
        return text
    try:
        return values.PARSERS[kind](text)
    except values.UnparsableCell:
        return None


def assert_accounted(found: ReadTable, data: bytes) -> None:
    account = found.account
    assert account.is_balanced()
    assert len(found.rows) == account.accepted + account.repaired + account.joined
    assert len(found.quarantine) == account.quarantined
    assert account.records + account.absorbed == len(plain_records(data))
    assert {item["record"] for item in found.repairs}.isdisjoint({item["record"] for item in found.quarantine})
    assert len({item["record"] for item in found.repairs}) == account.repaired + account.joined


@PATIENT
@given(table=st.sampled_from(TABLES), body=any_bytes, block=st.integers(1, 300), end=st.sampled_from([b"\r\n", b"\n"]))
@example(table="priorities", body=b"\r\x00\n\x1f\x1e\r\n", block=7, end=b"\r\n")
def test_every_record_of_any_bytes_has_exactly_one_fate(table: str, body: bytes, block: int, end: bytes) -> None:
    data = "\t".join(header(table)).encode() + end + body
    assert_accounted(read_bytes(table, data, block=block), data)


@PATIENT
@given(data=any_bytes, table=st.sampled_from(TABLES))
def test_a_member_without_a_proper_header_is_refused_in_one_sentence_or_read(data: bytes, table: str) -> None:
    with contextlib.suppress(FinalorderError):
        assert_accounted(read_bytes(table, data), data)


@PATIENT
@given(
    table=st.sampled_from(TABLES),
    mess=st.lists(any_bytes, max_size=6),
    seed=st.integers(0, 9),
    block=st.integers(20, 2_000),
    piece=st.integers(1, 200),
)
def test_well_formed_rows_come_out_unchanged_whatever_their_neighbours_look_like(
    table: str, mess: list[bytes], seed: int, block: int, piece: int
) -> None:
    good = sample(table, len(mess) + 1, seed=seed, blank=0.2)
    kinds = [column.type for column in registry.get_table(table).current_columns]
    kept = [column.lake_name for column in registry.get_table(table).current_columns if column.kept]
    body = tsv([header(table), good[0]])
    for junk, cells in zip(mess, good[1:], strict=True):
        body += junk + b"\r\n" + tsv([cells])
    found = read_bytes(table, body, block=block, piece=piece)
    assert_accounted(found, body)
    expected = [
        {
            column.lake_name: plain_cell(cell.encode(), kind)
            for column, kind, cell in zip(registry.get_table(table).current_columns, kinds, cells, strict=True)
            if column.kept
        }
        for cells in good
    ]
    rows = iter([{name: row[name] for name in kept} for row in found.rows])
    for wanted in expected:
        assert any(row == wanted for row in rows), wanted


@st.composite
def rows_of_awkward_cells(draw: st.DrawFn) -> tuple[str, list[list[bytes]]]:
    """A table, and rows of the right width whose cells are good ones with awkward bytes in and around them."""
    table = draw(st.sampled_from(TABLES))
    rows = sample(table, draw(st.integers(1, 5)), seed=draw(st.integers(0, 5)), blank=0.3)
    awkward = st.lists(st.sampled_from([*AWKWARD[3:], b"\n", b"  "]), max_size=2).map(b"".join)
    return table, [
        [draw(awkward) + cell.encode() + draw(awkward) if draw(st.booleans()) else cell.encode() for cell in cells]
        for cells in rows
    ]


@PATIENT
@given(made=rows_of_awkward_cells(), block=st.integers(5, 300))
def test_each_cell_is_what_the_plain_rules_say(made: tuple[str, list[list[bytes]]], block: int) -> None:
    table, rows = made
    columns = registry.get_table(table).current_columns
    # A record end inside a cell is another test's matter, and so is a byte-order mark, which Arrow skips.
    rows = [[re.sub(rb"\r+\n|\xef\xbb\xbf", b"", cell) for cell in cells] for cells in rows]
    data = tsv([header(table)]) + b"".join(b"\t".join(cells) + b"\r\n" for cells in rows)
    found = read_bytes(table, data, block=block)
    assert found.account.accepted == len(rows)
    assert found.rows == [
        {
            column.lake_name: plain_cell(cell, column.type)
            for column, cell in zip(columns, cells, strict=True)
            if column.kept
        }
        for cells in rows
    ]
    lost = [
        (number, column.lake_name, plain_text(cell))
        for number, cells in enumerate(rows, 1)
        for column, cell in zip(columns, cells, strict=True)
        if plain_text(cell) and plain_cell(cell, column.type) is None
    ]
    written = [
        (item["record"], item["column"], item["raw"])
        for item in found.unparsed
        if item["rule"] != "time_of_day_dropped"
    ]
    assert sorted(item for item in written) == sorted(lost)


@PATIENT
@given(table=st.sampled_from(TABLES), body=any_bytes, first=st.integers(1, 200), second=st.integers(1, 200))
def test_the_size_of_blocks_and_pieces_changes_no_cell(table: str, body: bytes, first: int, second: int) -> None:
    data = tsv([header(table), *sample(table, 5)]) + body
    one, other = read_bytes(table, data), read_bytes(table, data, piece=second)
    assert one == other
    small = read_bytes(table, data, block=first)
    assert (small.rows, small.quarantine, small.repairs) == (one.rows, one.quarantine, one.repairs)
