"""Everything that the scope of an operation counts on a day: taken from the build, or gathered now."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts
from finalorder.cohorts import Overlap, OwnCohort
from finalorder.engines import Raw
from finalorder.measures import standing
from finalorder.measures.docket import docket_shares
from finalorder.measures.prepared import FOLDER
from finalorder.measures.reach import see_reach
from finalorder.measures.standing import see_groups, stamp
from finalorder.measures.ways import see_ways
from finalorder.releases.lake import Release

COUNTED = (
    "standing_counts",
    "standing_ways",
    "standing_reach",
    "standing_families",
    "order_series",
    "nation",
)
ASKED = b"finalorder.asked"


def counts(
    release: Release,
    as_of: date,
    cities: Sequence[str],
    groups: Sequence[str],
    own: Sequence[OwnCohort] = (),
    *,
    operation: str = "",
) -> tuple[list[Raw], list[Overlap]]:
    """The counts of a scope, unprotected, and how a user's own groups overlap the others.

    The build has counted the operations that ship as of their announcement; anything else is counted from the ledger.

    :raises Problem: if the release cannot speak about the day.
    """
    ready = None if own else _ready(release, operation, _asked(as_of, cities, groups))
    if ready is not None:
        return [Raw(table) for table in ready], []
    tables, overlaps = _gathered(release, as_of, cities, groups, own, operation)
    return [Raw(table) for table in tables], overlaps


def prepare(
    release: Release, target: Path, as_of: date, cities: Sequence[str], groups: Sequence[str], operation: str
) -> None:
    """Count a scope once and keep it in a folder, with what was asked."""
    (*counted, shares), _ = _gathered(release, as_of, cities, groups, (), operation)
    meta = {ASKED: _asked(as_of, cities, groups), b"release": release.name.encode()}
    kept = (pa.concat_tables(counted, promote_options="default"), shares)
    for path, table in zip(_paths(target, operation), kept, strict=True):
        pq.write_table(table.replace_schema_metadata(meta), path, compression="zstd")


def _gathered(
    release: Release,
    as_of: date,
    cities: Sequence[str],
    groups: Sequence[str],
    own: Sequence[OwnCohort],
    operation: str,
) -> tuple[list[pa.Table], list[Overlap]]:
    with cohorts.gathered(release, as_of, groups, own) as engine:
        see_groups(engine, cities, groups, [each.name for each in own])
        see_ways(engine, release)
        see_reach(engine, as_of)
        stamp(engine, release, as_of, operation)
        tables = [standing.table(engine, name) for name in COUNTED]
        overlaps = cohorts.overlaps(engine) if own else []
    return [*tables, docket_shares(release, as_of, operation)], overlaps


def _paths(folder: Path, operation: str) -> tuple[Path, Path]:
    """Where the counts and the shares are kept."""
    return folder / f"scope_{operation}.parquet", folder / f"scope_{operation}_shares.parquet"


def _asked(as_of: date, cities: Sequence[str], groups: Sequence[str]) -> bytes:
    return json.dumps([as_of.isoformat(), list(cities), list(groups)]).encode()


def _ready(release: Release, operation: str, asked: bytes) -> list[pa.Table] | None:
    """What the build counted, if it was asked the same of this release."""
    paths = _paths(release.path / FOLDER, operation)
    if not all(path.exists() for path in paths):
        return None
    found = [pq.read_table(path) for path in paths]
    wanted = {ASKED: asked, b"release": release.name.encode()}
    return found if all(wanted.items() <= (table.schema.metadata or {}).items() for table in found) else None
