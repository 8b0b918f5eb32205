"""The accounting of a release in words and columns."""

import json
from collections.abc import Iterator
from typing import Any

import click
import pyarrow.parquet as pq

from finalorder.lake import Release
from finalorder.pipeline import BuildResult, StagePlan

ACCOUNT_COLUMNS = (
    ("records", 12),
    ("accepted", 12),
    ("repaired", 10),
    ("joined", 8),
    ("quarantined", 12),
    ("count_txt", 12),
)
SIMULATED_WARNING = "SIMULATED: this release was written by the simulation. Nothing in it happened to anyone."


def print_build_result(built: BuildResult, checksums: bool, as_json: bool) -> None:
    """Print what a build made: as JSON, or in lines."""
    sums = built.compute_checksums() if checksums else {}
    if as_json:
        record = built.summary | ({"checksums": sums} if checksums else {})
        click.echo(json.dumps(record, indent=2, default=str))
        return
    for line in format_build_summary(built):
        click.echo(line)
    for name, found in sums.items():
        click.echo(f"{found}  ledger/{name}")


def format_stage_plan(plan: StagePlan) -> str:
    """Format a stage of a build in a line: what it reads and writes, whether it would run, and why."""
    what = f"{'from ' + ', '.join(plan.reads) if plan.reads else 'from the release'} to {plan.writes}"
    return f"{plan.name:<8} {'runs' if plan.runs else 'kept'}: {plan.why} ({what})"


def format_build_summary(built: BuildResult) -> Iterator[str]:
    totals = sum_accounts(read_accounts(built.release))
    if built.release.simulated:
        yield SIMULATED_WARNING
    yield f"release {built.release.name}, as of {built.release.day}: {totals['records']:,} records read"
    yield "  = " + " + ".join(f"{totals[fate]:,} {fate}" for fate in ("accepted", "repaired", "joined", "quarantined"))
    yield from _format_findings(built.release.info.get("findings", []))
    derived = ", ".join(f"{rows:,} {name}" for name, rows in built.ledger_rows.items())
    yield f"  ledger: {derived or 'not derived, because not every table it needs was read'}"
    yield from _format_invariants(built)
    if built.kept:
        yield f"  not run again, since nothing that they read has changed: {', '.join(built.kept)}"
    yield f"published at {built.release.path.parent.parent / built.release.name}"


def _format_findings(findings: list[dict[str, str]]) -> Iterator[str]:
    """Format what the reader noticed, one line a kind of finding."""
    alike: dict[str, list[str]] = {}
    for finding in findings:
        alike.setdefault(finding["detail"], []).append(finding["member"].rsplit("/", 1)[-1])
    for detail, files in alike.items():
        named = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
        yield f"  note: {named}: {detail}"


def _format_invariants(built: BuildResult) -> Iterator[str]:
    """Say that every invariant of the ledger holds, or a line for each that does not."""
    found = built.invariants
    broken = [invariant for invariant in found if not invariant.holds]
    if found:
        yield f"  invariants: {'all ' if not broken else ''}{len(found) - len(broken)} hold"
    for invariant in found:
        if invariant.holds:
            yield f"    {invariant.sentence}"
    for invariant in broken:
        yield f"  NOT so: {invariant.sentence}"


def read_accounts(release: Release) -> list[dict[str, Any]]:
    """Read the rows of ``accounting.parquet``."""
    rows: list[dict[str, Any]] = pq.read_table(release.path / "accounting.parquet").to_pylist()
    return rows


def sum_accounts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return the sums that must add up."""
    names = ("records", "accepted", "repaired", "joined", "quarantined")
    return {name: sum(row[name] or 0 for row in rows) for name in names}


def format_accounts(release: Release) -> Iterator[str]:
    """Format one line a member, aligned, then the total."""
    rows = read_accounts(release)
    yield _format_account({"member": "member", **{column: column for column, _ in ACCOUNT_COLUMNS}, "crc_ok": "CRC"})
    for row in rows:
        if row["records"] is not None:
            yield _format_account(row)
    yield _format_account({"member": "total", **sum_accounts(rows)})


def _format_account(row: dict[str, Any]) -> str:
    name = row["member"].rsplit("/", 1)[-1][:33]
    cells = "".join(f"{_format_account_cell(row.get(column)):>{width}}" for column, width in ACCOUNT_COLUMNS)
    crc = {"True": "ok", "False": "WRONG", "CRC": "CRC"}.get(str(row.get("crc_ok")), "")
    return f"{name:<34}{cells}  {crc}".rstrip()


def _format_account_cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or "")
