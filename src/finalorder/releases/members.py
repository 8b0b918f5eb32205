"""One member from its bytes to its Parquet file: inflate, cut, parse and write at the same time."""

import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from finalorder import registry
from finalorder.releases.accounts import Account, Findings
from finalorder.releases.blocks import BlockReader, BlockResult
from finalorder.releases.prefetch import prefetch
from finalorder.releases.progress import ReadProgress
from finalorder.releases.records import RecordBlock, RecordCounter, RecordReader
from finalorder.releases.schema import match_layout
from finalorder.releases.sources import Member, ReleaseSource
from finalorder.releases.table_writer import BackgroundCloser, ExceptionLogs, TableWriter

# Smaller members are read faster than threads start.
MIN_BYTES_FOR_THREADS = 8 << 20


def create_account(member: Member) -> Account:
    """A member's account before it is read."""
    return Account(member.name, member.method, member.compressed)


def read_member_table(
    source: ReleaseSource,
    member: Member,
    table: registry.Table,
    target: Path,
    books: ExceptionLogs,
    findings: Findings,
    progress: ReadProgress,
    finishing: BackgroundCloser,
) -> Account:
    """Read one table into ``target``, which ``finishing`` closes; gives its account.

    :raises FinalorderError: if the member is broken.
    """
    account = create_account(member)
    account.table = table.name
    for name in ("records", "accepted", "repaired", "joined", "quarantined", "absorbed", "nul_bytes",
                 "control_bytes", "padding_bytes", "latin1_bytes"):  # fmt: skip
        setattr(account, name, 0)
    meter = RecordCounter(with_checksum=member.crc32 is None)
    # Whichever way this ends, the stream is closed, so that the next member finds the helper process idle.
    with closing(meter.count_pieces(source.read_pieces(member))) as pieces:
        records = RecordReader(pieces, f"{source.path}: {member.name}")
        columns = match_layout(table, records.header, f"{source.path}: {member.name}", findings)
        reader = BlockReader(columns, member.name, by_line_feed=records.by_line_feed)
        writer = TableWriter(target, columns.arrow_schema)
        try:
            outcomes = _read_blocks(
                records.read_blocks(columns.width), reader, is_big=member.size > MIN_BYTES_FOR_THREADS
            )
            with closing(outcomes):
                for outcome in outcomes:
                    writer.write(outcome.table)
                    _add_to_account(account, outcome, books)
                    progress.on_member_progress(member.name, outcome.end)
            finishing.close_soon(writer)
        except BaseException:
            writer.abandon()
            raise
    account.nulls = writer.null_counts
    _finish_account(account, member, meter)
    account.second_count = meter.count_records(by_line_feed=records.by_line_feed)
    return account


def _read_blocks(
    blocks: Iterator[RecordBlock], reader: BlockReader, *, is_big: bool
) -> Generator[BlockResult, None, None]:
    if is_big:
        return prefetch(_read_one_by_one(prefetch(blocks), reader))
    return _read_one_by_one(blocks, reader)


def _read_one_by_one(blocks: Iterator[RecordBlock], reader: BlockReader) -> Generator[BlockResult, None, None]:
    for block in blocks:
        yield reader.read_block(block)


def _add_to_account(account: Account, outcome: BlockResult, books: ExceptionLogs) -> None:
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
    books.repairs.add(outcome.repairs)
    books.quarantine.add(outcome.quarantine)
    books.unparsed.add(outcome.unparsed)


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
