"""One member from its bytes to its Parquet file: inflate, cut, parse and write at the same time."""

import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from finalorder import registry
from finalorder.releases.accounts import Account, Findings
from finalorder.releases.ahead import ahead
from finalorder.releases.blocks import BlockReader, Outcome
from finalorder.releases.progress import Progress
from finalorder.releases.records import Block, Meter, Records
from finalorder.releases.schema import layout
from finalorder.releases.sources import Member, Source
from finalorder.releases.writing import Books, Finishing, TableWriter

# Smaller members are read faster than threads start.
WORTH_THREADS = 8 << 20


def account_of(member: Member) -> Account:
    """A member's account before it is read."""
    return Account(member.name, member.method, member.compressed)


def read_table(
    source: Source,
    member: Member,
    table: registry.Table,
    target: Path,
    books: Books,
    findings: Findings,
    progress: Progress,
    finishing: Finishing,
) -> Account:
    """Read one table into ``target``, which ``finishing`` closes; gives its account.

    :raises Problem: if the member is broken.
    """
    account = account_of(member)
    account.table = table.name
    for name in ("records", "accepted", "repaired", "joined", "quarantined", "absorbed", "nul_bytes",
                 "control_bytes", "padding_bytes", "latin1_bytes"):  # fmt: skip
        setattr(account, name, 0)
    meter = Meter(with_checksum=member.crc32 is None)
    # Whichever way this ends, the stream is closed, so that the next member finds the helper process idle.
    with closing(meter.watch(source.pieces(member))) as pieces:
        records = Records(pieces, f"{source.path}: {member.name}")
        columns = layout(table, records.header, f"{source.path}: {member.name}", findings)
        reader = BlockReader(columns, member.name, by_line_feed=records.by_line_feed)
        writer = TableWriter(target, columns.arrow_schema)
        try:
            outcomes = _outcomes(records.blocks(columns.width), reader, is_big=member.size > WORTH_THREADS)
            with closing(outcomes):
                for outcome in outcomes:
                    writer.write(outcome.table)
                    _add(account, outcome, books)
                    progress.member_advanced(member.name, outcome.end)
            finishing.close(writer)
        except BaseException:
            writer.abandon()
            raise
    account.nulls = writer.nulls
    _finish(account, member, meter)
    account.second_count = meter.records(by_line_feed=records.by_line_feed)
    return account


def _outcomes(blocks: Iterator[Block], reader: BlockReader, *, is_big: bool) -> Generator[Outcome, None, None]:
    if is_big:
        return ahead(_read_each(ahead(blocks), reader))
    return _read_each(blocks, reader)


def _read_each(blocks: Iterator[Block], reader: BlockReader) -> Generator[Outcome, None, None]:
    for block in blocks:
        yield reader.read(block)


def _add(account: Account, outcome: Outcome, books: Books) -> None:
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


def _finish(account: Account, member: Member, meter: Meter) -> None:
    account.bytes = meter.bytes
    account.lines = meter.lines
    account.crc32 = meter.checksum if member.crc32 is None else member.crc32
    # The source raised Problem if a zip's checksum was wrong; a folder has none to compare with.
    account.crc_ok = None if member.crc32 is None else True


def verify(source: Source, member: Member) -> Account:
    """Read a member that holds no table, for its size and checksum alone."""
    account = account_of(member)
    checksum = 0
    for piece in source.pieces(member):
        account.bytes += len(piece)
        checksum = zlib.crc32(piece, checksum)
    account.crc32 = checksum
    account.crc_ok = None if member.crc32 is None else True
    return account
