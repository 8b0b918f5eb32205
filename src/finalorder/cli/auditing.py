"""The audit of a release in lines: members, repairs, empty cells, keys, and figures others have seen."""

from collections.abc import Iterator
from typing import Any

from finalorder.cli.accounting import SIMULATED, account_lines
from finalorder.releases.auditing import Audit, Nulls
from finalorder.releases.lake import Release

#: as many columns with values that did not parse as fit a screen; JSON has them all
SHOWN = 20


def lines(release: Release, found: Audit) -> Iterator[str]:
    """The whole audit, section by section; a section without rows says so."""
    if release.simulated:
        yield SIMULATED
    yield from account_lines(release)
    yield from _section("repairs by rule", (_tally(row) for row in found.repairs))
    yield from _section("quarantined, by reason", (_tally(row) for row in found.quarantine))
    unread = sorted((n for n in found.nulls if n.unparsed), key=lambda n: -n.unparsed)
    yield from _section("values that are not of their column's type", (_unread(n) for n in unread[:SHOWN]))
    yield from _section("repeated keys", (f"{key}: {n:,}" for key, n in found.duplicates.items() if n))
    orphans = (f"{o.table}.{o.column} names no {o.parent}: {o.rows:,} rows" for o in found.orphans if o.rows)
    yield from _section("orphans", orphans)
    known = (f"{k.table}: {k.rows:,} here, {k.known:,} counted by {k.reader}" for k in found.known)
    yield from _section("rows as others counted them that month", known)
    yield from _section("findings", (f"{row['member']}: {row['detail']}" for row in found.findings))


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    listed = list(rows)
    yield ""
    yield f"{title}: {'' if listed else 'none'}".rstrip()
    yield from (f"  {row}" for row in listed)


def _tally(row: dict[str, Any]) -> str:
    what = row.get("rule") or row.get("reason")
    return f"{row['member']}: {what}, {row['records']:,} records"


def _unread(nulls: Nulls) -> str:
    return f"{nulls.table}.{nulls.column}: {nulls.unparsed:,} of {nulls.rows:,}"
