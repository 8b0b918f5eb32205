"""Read a release into a draft of the lake: every table typed, every record accounted for, nothing published yet."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from finalorder import registry
from finalorder.errors import DamagedError, InputError, build_write_error
from finalorder.lake import Draft, Lake, Manifest
from finalorder.releases import member_tables, release_name
from finalorder.releases.accounts import Account, build_accounting_table
from finalorder.releases.column_accounts import ColumnAccount, read_filled_shares, write_column_accounts
from finalorder.releases.column_checks import FilledShares, find_column_doubts
from finalorder.releases.member_streams import MemberStreams
from finalorder.releases.progress import SILENT_PROGRESS, ReadProgress
from finalorder.releases.reading_plan import ReadingPlan, plan_reading
from finalorder.releases.schema import build_empty_layout
from finalorder.releases.sources import Member, ReleaseSource, open_source
from finalorder.releases.table_writer import BackgroundCloser, ExceptionLogs, TableWriter, add_file_notes


@dataclass(frozen=True, slots=True)
class SourceIdentity:
    """What a source is, before it is read: the release's name in a lake, and a digest of what its members declare."""

    name: str
    fingerprint: str


def identify_source(source: Path, only: Sequence[str] = (), release_day: date | None = None) -> SourceIdentity:
    """Identify a release's zip or folder by its directory alone.

    A member of a zip is known by its size and checksum, a file of a folder by its size and the time of its last change.

    :raises FinalorderError: if it is no release, or nothing says its day.
    """
    with open_source(source) as opened:
        plan = plan_reading(opened, only)
        named = release_name.identify_release(opened, plan.tables["cases"], release_day)
        members = sorted((m.path, m.size, m.crc32 or _get_change_time(source, m)) for m in opened.members)
        text = repr((named.name, named.release_day.isoformat(), members))
    return SourceIdentity(named.name, hashlib.sha256(text.encode()).hexdigest())


def _get_change_time(source: Path, member: Member) -> int:
    path = source / member.path
    return path.stat().st_mtime_ns if path.is_file() else 0


def read_release(
    source: Path,
    lake: Lake,
    *,
    only: Sequence[str] = (),
    allow_mismatch: bool = False,
    release_day: date | None = None,
    progress: ReadProgress = SILENT_PROGRESS,
) -> Draft:
    """Read a release's zip or unpacked folder into an unpublished draft of the lake.

    The draft holds ``tables/``, ``lookups/``, ``accounting.parquet``, ``repairs.parquet``, ``quarantine.parquet``,
    ``unparsed.parquet`` and ``release.json``; the caller derives the ledger in it and publishes it. ``only`` names
    core tables (lake names); the others are left out, and ``release.json`` says so under ``only``. Raises an error,
    with nothing left behind, for a source that is no whole release, an account that does not add up (unless
    ``allow_mismatch``, which ``release.json`` keeps), a full disk or a folder that cannot be written.
    """
    with open_source(source) as opened:
        plan = plan_reading(opened, only)
        _require_whole(plan.mismatches, source, allow_mismatch=allow_mismatch)
        named = release_name.identify_release(opened, plan.tables["cases"], release_day)
        draft = lake.create_draft(named.name)
        try:
            _write_draft(opened, plan, named, draft, allow_mismatch=allow_mismatch, progress=progress)
        except OSError as error:
            draft.discard()
            raise build_write_error(
                error,
                f"reading {source} into {lake.path} failed ({error.strerror or error}); "
                "free some space or choose another --lake, and build again.",
            ) from error
        except BaseException:
            draft.discard()
            raise
    return draft


def _require_whole(mismatches: Sequence[str], where: Path, *, allow_mismatch: bool) -> None:
    if mismatches and not allow_mismatch:
        more = f" (and {len(mismatches) - 1} more)" if len(mismatches) > 1 else ""
        raise DamagedError(f"{where}: {mismatches[0]}{more}; build with --allow-mismatch to publish it anyway.")


def _write_draft(
    source: ReleaseSource,
    plan: ReadingPlan,
    named: release_name.ReleaseIdentity,
    draft: Draft,
    *,
    allow_mismatch: bool,
    progress: ReadProgress,
) -> None:
    for folder in ("tables", "lookups"):
        (draft.path / folder).mkdir()
    todo = list(plan.list_tables())
    present = [(table, member) for table, member in todo if member is not None]
    size = sum(member.size for member in (*(member for _, member in present), *plan.others))
    progress.on_release_start(named.name, len(present) + len(plan.others), size)
    logs = ExceptionLogs(draft.path)
    with BackgroundCloser() as closer, MemberStreams(source, [member for _, member in present]) as streams:
        context = member_tables.ReadingContext(source, streams, logs, plan.findings, progress, closer)
        accounts = [_read_listed_member(context, plan, table, member, draft) for table, member in present]
    logs.close()
    accounts += [_verify_other_member(source, member, progress) for member in plan.others]
    _write_absent_tables(plan, todo, draft)
    _require_unmixed(draft, named, source.path)
    columns = [column for account in accounts for column in account.columns]
    write_column_accounts(columns, draft.path)
    mismatches = [
        *plan.mismatches,
        *_find_mismatches(accounts),
        *_find_column_mismatches(plan, columns, _read_shares_before(draft.lake, named)),
    ]
    _require_whole(mismatches, source.path, allow_mismatch=allow_mismatch)
    _write_accounting(accounts, draft.path / "accounting.parquet")
    details = _build_details(source, plan, accounts, mismatches if allow_mismatch else [], allow_mismatch)
    Manifest(named.name, named.release_day, named.simulated, named.lineage, named.settings, details=details).write(
        draft.path
    )


def _write_accounting(accounts: list[Account], path: Path) -> None:
    table = build_accounting_table(accounts)
    pq.write_table(table.cast(add_file_notes(table.schema, "accounting")), path, compression="zstd")


def _read_listed_member(
    context: member_tables.ReadingContext, plan: ReadingPlan, table: registry.Table, member: Member, draft: Draft
) -> Account:
    context.progress.on_member_start(member.name, member.size)
    target = draft.path / ("lookups" if table.is_lookup else "tables") / f"{table.name}.parquet"
    account = member_tables.read_member_table(context, member, table, target)
    account.count_txt = plan.counts.get(table.file.lower().removesuffix(".csv"))
    context.progress.on_member_end(account)
    return account


def _verify_other_member(source: ReleaseSource, member: Member, progress: ReadProgress) -> Account:
    progress.on_member_start(member.name, member.size)
    account = member_tables.verify_member(source, member)
    progress.on_member_end(account)
    return account


def _write_absent_tables(plan: ReadingPlan, todo: list[tuple[registry.Table, Member | None]], draft: Draft) -> None:
    """Core tables that the release lacks are written without rows, so that the ledger finds them."""
    for table, member in todo:
        if member is None:
            plan.findings.add_finding("missing_table", table.file, "not in the release")
            if not table.is_lookup:
                schema = add_file_notes(build_empty_layout(table).arrow_schema, f"tables/{table.name}")
                TableWriter(draft.path / "tables" / f"{table.name}.parquet", schema).close()


def _require_unmixed(draft: Draft, named: release_name.ReleaseIdentity, where: Path) -> None:
    path = draft.path / "tables" / "cases.parquet"
    if named.simulated or not path.exists():
        return
    highest = _find_highest(path, "idncase")
    if release_name.is_simulated_case_number(highest):
        raise InputError(
            f"{where} contains simulated case numbers ({highest:,}) among others; real and simulated "
            "data cannot be mixed, so pass one release."
        )


def _find_highest(path: Path, column: str) -> int | None:
    found = pq.ParquetFile(path)
    place = found.schema_arrow.get_field_index(column)
    groups = (found.metadata.row_group(group).column(place).statistics for group in range(found.num_row_groups))
    return max((item.max for item in groups if item is not None and item.has_min_max), default=None)


def _find_mismatches(accounts: list[Account]) -> list[str]:
    found = []
    for account in accounts:
        if not account.is_balanced():
            found.append(
                f"{account.member} has {account.second_count:,} record ends, of which {account.rows:,} rows, "
                f"{account.quarantined:,} set aside and {account.absorbed:,} inside rows are accounted for"
            )
        elif not account.agrees_with_count_txt():
            found.append(f"{account.member} has {account.records:,} records, Count.txt says {account.count_txt:,}")
    return found


def _find_column_mismatches(plan: ReadingPlan, columns: list[ColumnAccount], before: FilledShares) -> list[str]:
    """Find what stops the build; the other doubts become findings."""
    core = [column for column in columns if not registry.get_table(column.table).is_lookup]
    doubts = list(find_column_doubts(core, before))
    for doubt in doubts:
        if not doubt.stops:
            plan.findings.add_finding("odd_column", registry.get_table(doubt.table).file, doubt.sentence, doubt.column)
    return [doubt.sentence for doubt in doubts if doubt.stops]


def _read_shares_before(lake: Lake, named: release_name.ReleaseIdentity) -> FilledShares:
    """Read the columns of the last real release in the lake before this one; a simulated one is compared with none."""
    if named.simulated:
        return {}
    known = [lake.open_release(name) for name in lake.list_release_names()]
    before = [release for release in known if not release.simulated and release.day < named.release_day]
    return read_filled_shares(max(before, key=lambda release: release.day).path) if before else {}


def _describe_folder(plan: ReadingPlan) -> str:
    """Describe where the core files lie in the release, with # for each digit of its day."""
    folder = plan.tables["cases"].path.replace("\\", "/").rpartition("/")[0]
    return re.sub(r"[0-9]", "#", folder)


def _build_details(
    source: ReleaseSource,
    plan: ReadingPlan,
    accounts: list[Account],
    mismatches: list[str],
    allow_mismatch: bool,
) -> dict[str, Any]:
    all_core = len(plan.wanted) == len(registry.list_core_tables())
    return {
        "source": {
            "name": source.path.name,
            "bytes": sum(member.compressed for member in source.members),
            "folder": _describe_folder(plan),
        },
        "finalorder": version("finalorder"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "only": [] if all_core else list(plan.wanted),
        "counts": {account.table: account.rows for account in accounts if account.table},
        "nulls": {account.table: account.nulls for account in accounts if account.table},
        "allow_mismatch": allow_mismatch,
        "mismatches": mismatches,
        "missing": plan.missing,
        "findings": plan.findings.rows,
    }
