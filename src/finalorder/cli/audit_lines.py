"""The audit of a release in lines: members, repairs, empty cells, keys, and figures others have seen."""

from collections.abc import Iterator
from typing import Any

from finalorder.cli.build_summary import SIMULATED_WARNING, format_accounts
from finalorder.lake import Release
from finalorder.releases import Audit, NullCounts

#: as many columns with values that did not parse as fit a screen; JSON has them all
MAX_COLUMNS_LISTED = 20


def format_audit(release: Release, found: Audit) -> Iterator[str]:
    """Format the whole audit, section by section; a section without rows says so."""
    if release.simulated:
        yield SIMULATED_WARNING
    yield from format_accounts(release)
    yield from _format_section("repairs by rule", (_format_tally(row) for row in found.repairs))
    yield from _format_section("quarantined, by reason", (_format_tally(row) for row in found.quarantine))
    unread = sorted((n for n in found.nulls if n.unparsed), key=lambda n: -n.unparsed)
    yield from _format_section(
        "values that are not of their column's type", (_format_unparsed(n) for n in unread[:MAX_COLUMNS_LISTED])
    )
    yield from _format_section("repeated keys", (f"{key}: {n:,}" for key, n in found.duplicates.items() if n))
    orphans = (f"{o.table}.{o.column} names no {o.parent}: {o.rows:,} rows" for o in found.orphans if o.rows)
    yield from _format_section("orphans", orphans)
    known = (f"{k.table}: {k.rows:,} here, {k.known:,} counted by {k.reader}" for k in found.known)
    yield from _format_section("rows as others counted them that month", known)
    yield from _format_section("findings", (f"{row['member']}: {row['detail']}" for row in found.findings))


def _format_section(title: str, rows: Iterator[str]) -> Iterator[str]:
    listed = list(rows)
    yield ""
    yield f"{title}: {'' if listed else 'none'}".rstrip()
    yield from (f"  {row}" for row in listed)


def _format_tally(row: dict[str, Any]) -> str:
    what = row.get("rule") or row.get("reason")
    return f"{row['member']}: {what}, {row['records']:,} records"


def _format_unparsed(nulls: NullCounts) -> str:
    return f"{nulls.table}.{nulls.column}: {nulls.unparsed:,} of {nulls.rows:,}"
