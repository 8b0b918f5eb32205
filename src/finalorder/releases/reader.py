"""Read a release into a draft of the lake: every table typed, every record accounted for, nothing published yet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from finalorder import registry
from finalorder.errors import DamagedError, InputError, build_write_error
from finalorder.lake import Draft, Lake
from finalorder.releases import members, release_name
from finalorder.releases.accounts import Account, Findings, build_accounting_table
from finalorder.releases.progress import SILENT_PROGRESS, ReadProgress
from finalorder.releases.schema import build_empty_layout
from finalorder.releases.sources import Member, ReleaseSource, open_source, read_member_text
from finalorder.releases.table_writer import BackgroundCloser, ExceptionLogs, TableWriter

REQUIRED_TABLES = ("cases", "proceedings")
_TEXT_MEMBERS = {"count.txt", "simulated.txt"}


def read_release(
    source: Path,
    lake: Lake,
    *,
    only: Sequence[str] = (),
    allow_mismatch: bool = False,
    progress: ReadProgress = SILENT_PROGRESS,
) -> Draft:
    """Read a release's zip or unpacked folder into an unpublished draft of the lake.

    The draft holds ``tables/``, ``lookups/``, ``accounting.parquet``, ``repairs.parquet``, ``quarantine.parquet``,
    ``unparsed.parquet`` and ``release.json``; the caller derives the ledger in it and publishes it. ``only`` names
    core tables (lake names); the others are left out, and ``release.json`` says so under ``only``. Raises an error,
    with nothing left behind, for a source that is no whole release, an account that does not add up (unless
    ``allow_mismatch``, which ``release.json`` keeps), a full disk or a folder that cannot be written.
    """
    wanted = _choose_tables(only)
    with open_source(source) as opened:
        plan = _plan_reading(opened, wanted)
        named = release_name.identify_release(opened, plan.tables["cases"])
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


@dataclass(slots=True)
class _ReadPlan:
    """Which member holds which table, what else there is, and what Count.txt says."""

    tables: dict[str, Member]
    others: list[Member]
    wanted: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


def _choose_tables(only: Sequence[str]) -> tuple[str, ...]:
    core = [table.name for table in registry.list_core_tables()]
    unknown = [name for name in only if name not in core]
    if unknown:
        raise InputError(f"there is no core table {', '.join(unknown)}; the core tables are {', '.join(core)}.")
    return tuple(name for name in core if name in only) if only else tuple(core)


def _plan_reading(source: ReleaseSource, wanted: tuple[str, ...]) -> _ReadPlan:
    by_file = {
        table.file.lower(): table.name for table in (*registry.list_core_tables(), *registry.list_lookup_tables())
    }
    found: dict[str, Member] = {}
    others = []
    for member in source.members:
        name = by_file.get(member.name.lower())
        if name is None:
            others.append(member)
        elif name in found:
            raise InputError(f"{source.path} holds {member.name} twice, in different folders; give one release alone.")
        else:
            found[name] = member
    for name in REQUIRED_TABLES:
        if name not in found:
            raise InputError(
                f"{source.path} holds no {registry.get_table(name).file}; "
                "give the court's whole release, zip or folder."
            )
    plan = _ReadPlan(found, others, wanted)
    _note_unknown_members(plan)
    _read_count_txt(source, plan)
    return plan


def _note_unknown_members(plan: _ReadPlan) -> None:
    for member in plan.others:
        if member.name.lower() not in _TEXT_MEMBERS and "readme" not in member.name.lower():
            plan.findings.add_finding("not_a_table", member.name, "no table of the registry; verified, not read")


def _read_count_txt(source: ReleaseSource, plan: _ReadPlan) -> None:
    listing = next((member for member in plan.others if member.name.lower() == "count.txt"), None)
    if listing is None:
        plan.findings.add_finding("no_count_txt", "Count.txt", "the release brings no row counts of its own")
        return
    for line in read_member_text(source, listing).splitlines():
        name, _, count = line.strip().rpartition("\t")
        digits = count.strip().replace(",", "")
        if digits.isascii() and digits.isdigit():
            plan.counts[name.strip().lower().removesuffix(".csv")] = int(digits)
        elif line.strip():
            plan.findings.add_finding("count_txt_line", listing.name, f"not a table, a tab and a number: {line[:80]!r}")


def _write_draft(
    source: ReleaseSource,
    plan: _ReadPlan,
    named: release_name.ReleaseIdentity,
    draft: Draft,
    *,
    allow_mismatch: bool,
    progress: ReadProgress,
) -> None:
    for folder in ("tables", "lookups"):
        (draft.path / folder).mkdir()
    todo = list(_list_tables_to_read(plan))
    present = [(table, member) for table, member in todo if member is not None]
    size = sum(member.size for member in (*(member for _, member in present), *plan.others))
    progress.on_release_start(named.name, len(present) + len(plan.others), size)
    books = ExceptionLogs(draft.path)
    with BackgroundCloser() as finishing:
        accounts = [
            _read_listed_member(source, plan, t, member, draft, books, progress, finishing) for t, member in present
        ]
    books.close()
    accounts += [_verify_other_member(source, member, progress) for member in plan.others]
    _write_absent_tables(plan, todo, draft)
    _require_unmixed(draft, named, source.path)
    mismatches = _find_mismatches(accounts)
    if mismatches and not allow_mismatch:
        raise DamagedError(f"{source.path}: {mismatches[0]}; build with --allow-mismatch to publish it all the same.")
    pq.write_table(build_accounting_table(accounts), draft.path / "accounting.parquet", compression="zstd")
    info = _build_release_info(source, plan, named, accounts, mismatches if allow_mismatch else [], allow_mismatch)
    (draft.path / "release.json").write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")


def _list_tables_to_read(plan: _ReadPlan) -> Iterator[tuple[registry.Table, Member | None]]:
    for table in registry.list_core_tables():
        if table.name in plan.wanted:
            yield table, plan.tables.get(table.name)
    for table in registry.list_lookup_tables():
        yield table, plan.tables.get(table.name)


def _read_listed_member(
    source: ReleaseSource,
    plan: _ReadPlan,
    table: registry.Table,
    member: Member,
    draft: Draft,
    books: ExceptionLogs,
    progress: ReadProgress,
    finishing: BackgroundCloser,
) -> Account:
    progress.on_member_start(member.name, member.size)
    target = draft.path / ("lookups" if table.is_lookup else "tables") / f"{table.name}.parquet"
    account = members.read_member_table(source, member, table, target, books, plan.findings, progress, finishing)
    account.count_txt = plan.counts.get(table.file.lower().removesuffix(".csv"))
    progress.on_member_end(account)
    return account


def _verify_other_member(source: ReleaseSource, member: Member, progress: ReadProgress) -> Account:
    progress.on_member_start(member.name, member.size)
    account = members.verify_member(source, member)
    progress.on_member_end(account)
    return account


def _write_absent_tables(plan: _ReadPlan, todo: list[tuple[registry.Table, Member | None]], draft: Draft) -> None:
    """Core tables that the release lacks are written without rows, so that the ledger finds them."""
    for table, member in todo:
        if member is None:
            plan.findings.add_finding("missing_table", table.file, "not in the release")
            if not table.is_lookup:
                TableWriter(
                    draft.path / "tables" / f"{table.name}.parquet", build_empty_layout(table).arrow_schema
                ).close()


def _require_unmixed(draft: Draft, named: release_name.ReleaseIdentity, where: Path) -> None:
    path = draft.path / "tables" / "cases.parquet"
    if named.simulated or not path.exists():
        return
    highest = _find_highest(path, "idncase")
    if release_name.is_simulated_case_number(highest):
        raise InputError(
            f"{where} holds case numbers of the docket model ({highest:,}) among others; real and simulated "
            "releases are never mixed, give one of them."
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


def _build_release_info(
    source: ReleaseSource,
    plan: _ReadPlan,
    named: release_name.ReleaseIdentity,
    accounts: list[Account],
    mismatches: list[str],
    allow_mismatch: bool,
) -> dict[str, Any]:
    all_core = len(plan.wanted) == len(registry.list_core_tables())
    return {
        "name": named.name,
        "release_day": named.release_day.isoformat(),
        "simulated": named.simulated,
        "source": {"name": source.path.name, "bytes": sum(member.compressed for member in source.members)},
        "finalorder": version("finalorder"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "only": [] if all_core else list(plan.wanted),
        "counts": {account.table: account.rows for account in accounts if account.table},
        "nulls": {account.table: account.nulls for account in accounts if account.table},
        "allow_mismatch": allow_mismatch,
        "mismatches": mismatches,
        "findings": plan.findings.rows,
    }
