"""One member from its bytes to its Parquet file: inflate, cut, parse and write at the same time."""

import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from finalorder import registry
from finalorder.releases.accounts import Account
from finalorder.releases.blocks import BlockReader, BlockResult, WashedBlock
from finalorder.releases.column_accounts import ColumnCounter
from finalorder.releases.findings import Findings
from finalorder.releases.member_streams import MemberStreams
from finalorder.releases.prefetch import prefetch
from finalorder.releases.progress import ReadProgress
from finalorder.releases.records import RecordBlock, RecordCounter, RecordReader
from finalorder.releases.row_names import require_columns_in_place
from finalorder.releases.schema import MemberLayout, match_layout
from finalorder.releases.sources import Member, ReleaseSource
from finalorder.releases.table_writer import BackgroundCloser, ExceptionLogs, TableWriter, add_file_notes

# Smaller members are read faster than threads start.
MIN_BYTES_FOR_THREADS = 8 << 20
# A row group is six or seven blocks and more, written at once; typing goes on meanwhile.
RESULTS_AHEAD = 8


def create_account(member: Member) -> Account:
    """Create a member's account before it is read."""
    return Account(member.name, member.method, member.compressed)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What the members of one release share while they are read: their bytes, the notes, the listener."""

    source: ReleaseSource
    streams: MemberStreams
    logs: ExceptionLogs
    findings: Findings
    progress: ReadProgress
    closer: BackgroundCloser


def read_member_table(context: ReadingContext, member: Member, table: registry.Table, target: Path) -> Account:
    """Read one table into ``target``, which the context's closer closes; gives its account.

    :raises FinalorderError: if the member is broken.
    """
    account = _create_table_account(member, table)
    meter = RecordCounter(with_checksum=member.crc32 is None)
    where = f"{context.source.path}: {member.name}"
    with closing(meter.count_pieces(context.streams.take_pieces(member))) as pieces:
        records = RecordReader(pieces, where)
        layout = match_layout(table, records.header, where, context.findings)
        trailing = records.peek_trailing_rows(layout.width)
        if trailing:
            require_columns_in_place(trailing, layout, where)
            context.findings.add_finding("trailing_tabs", member.name, "each row ends in a tab that the header lacks")
        blocks = records.read_blocks(layout.width)
        reader = BlockReader(layout, member.name, by_line_feed=records.by_line_feed, has_trailing_tabs=bool(trailing))
        outcomes = _read_blocks(blocks, reader, is_big=member.size > MIN_BYTES_FOR_THREADS)
        with closing(outcomes):
            _write_blocks(context, outcomes, layout, target, account)
    _finish_account(account, member, meter)
    account.second_count = meter.count_records(by_line_feed=records.by_line_feed)
    return account


def _create_table_account(member: Member, table: registry.Table) -> Account:
    account = create_account(member)
    account.table = table.name
    for name in ("records", "accepted", "repaired", "joined", "quarantined", "absorbed", "nul_bytes",
                 "control_bytes", "padding_bytes", "latin1_bytes"):  # fmt: skip
        setattr(account, name, 0)
    return account


def _write_blocks(
    context: ReadingContext, outcomes: Iterator[BlockResult], layout: MemberLayout, target: Path, account: Account
) -> None:
    writer = TableWriter(target, add_file_notes(layout.arrow_schema, f"{target.parent.name}/{layout.table}"))
    counter = ColumnCounter(layout)
    try:
        for outcome in outcomes:
            writer.write(outcome.table)
            counter.count_block(outcome.table, outcome.unparsed)
            _add_to_account(account, outcome, context.logs)
            context.progress.on_member_progress(account.member, outcome.end)
        context.closer.close_soon(writer)
    except BaseException:
        writer.abandon()
        raise
    account.nulls = writer.null_counts
    account.columns = list(counter.accounts.values())


def _read_blocks(
    blocks: Iterator[RecordBlock], reader: BlockReader, *, is_big: bool
) -> Generator[BlockResult, None, None]:
    washed = _wash_one_by_one(blocks, reader)
    if is_big:
        return prefetch(_read_one_by_one(prefetch(washed), reader), RESULTS_AHEAD)
    return _read_one_by_one(washed, reader)


def _wash_one_by_one(blocks: Iterator[RecordBlock], reader: BlockReader) -> Generator[WashedBlock, None, None]:
    for block in blocks:
        yield reader.wash_block(block)


def _read_one_by_one(blocks: Iterator[WashedBlock], reader: BlockReader) -> Generator[BlockResult, None, None]:
    for block in blocks:
        yield reader.read_block(block)


def _add_to_account(account: Account, outcome: BlockResult, logs: ExceptionLogs) -> None:
    sums = {
        "records": outcome.records,
        "accepted": outcome.accepted,
        "repaired": outcome.repaired,
        "joined": outcome.joined,
        "quarantined": outcome.quarantined,
        "absorbed": outcome.absorbed,
        "nul_bytes": outcome.nul,
        "control_bytes": outcome.control,
        "padding_bytes": outcome.padding,
        "latin1_bytes": outcome.latin1,
    }
    for name, count in sums.items():
        setattr(account, name, (getattr(account, name) or 0) + count)
    logs.repairs.add(outcome.repairs)
    logs.quarantine.add(outcome.quarantine)
    logs.unparsed.add(outcome.unparsed)


def _finish_account(account: Account, member: Member, meter: RecordCounter) -> None:
    account.bytes = meter.bytes
    account.lines = meter.lines
    account.crc32 = meter.checksum if member.crc32 is None else member.crc32
    # The source raised FinalorderError if a zip's checksum was wrong; a folder has none to compare with.
    account.crc_ok = None if member.crc32 is None else True


def verify_member(source: ReleaseSource, member: Member) -> Account:
    """Read a member that holds no table, for its size and checksum alone."""
    account = create_account(member)
    checksum = 0
    for piece in source.read_pieces(member):
        account.bytes += len(piece)
        checksum = zlib.crc32(piece, checksum)
    account.crc32 = checksum
    account.crc_ok = None if member.crc32 is None else True
    return account
