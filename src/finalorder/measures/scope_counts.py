"""Everything that the scope of an operation counts on a day: taken from the build, or gathered now."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts
from finalorder.cohorts import CustomCohort
from finalorder.engines import Raw
from finalorder.lake import Release
from finalorder.measures import standing_orders
from finalorder.measures.family_docket import compute_docket_shares
from finalorder.measures.open_deadlines import register_reach_levels
from finalorder.measures.order_pathways import register_pathways
from finalorder.measures.prepared import PREPARED_FOLDER
from finalorder.measures.standing_orders import register_groups, register_provenance

COUNTED_MEASURES = (
    "standing_counts",
    "standing_ways",
    "standing_reach",
    "standing_families",
    "order_series",
    "nation",
)
QUESTION_METADATA_KEY = b"finalorder.asked"


def count_scope(
    release: Release,
    as_of: date,
    cities: Sequence[str],
    groups: Sequence[str],
    own: Sequence[CustomCohort] = (),
    *,
    operation: str = "",
) -> list[Raw]:
    """The counts of a scope, unprotected; rows that describe the same number are to be added.

    The build has counted the operations that ship as of their announcement; anything else is counted from the ledger.

    :raises FinalorderError: if the release cannot speak about the day.
    """
    ready = None if own else _read_prepared_scope(release, operation, _encode_scope_question(as_of, cities, groups))
    if ready is not None:
        return [Raw(table) for table in ready]
    return [Raw(table) for table in _compute_scope_tables(release, as_of, cities, groups, own, operation)]


def prepare_scope(
    release: Release, target: Path, as_of: date, cities: Sequence[str], groups: Sequence[str], operation: str
) -> None:
    """Count a scope once and keep it in a folder, with what was asked."""
    *counted, shares = _compute_scope_tables(release, as_of, cities, groups, (), operation)
    meta = {QUESTION_METADATA_KEY: _encode_scope_question(as_of, cities, groups), b"release": release.name.encode()}
    kept = (pa.concat_tables(counted, promote_options="default"), shares)
    for path, table in zip(_list_scope_paths(target, operation), kept, strict=True):
        pq.write_table(table.replace_schema_metadata(meta), path, compression="zstd")


def _compute_scope_tables(
    release: Release,
    as_of: date,
    cities: Sequence[str],
    groups: Sequence[str],
    own: Sequence[CustomCohort],
    operation: str,
) -> list[pa.Table]:
    steps = [step for each in own for step in cohorts.split_cohort(each)]
    with cohorts.open_cohort_engine(release, as_of, groups, steps) as engine:
        register_groups(engine, cities, groups, [each.name for each in steps])
        register_pathways(engine, release)
        register_reach_levels(engine, as_of)
        register_provenance(engine, release, as_of, operation)
        tables = [standing_orders.compute_measure_table(engine, name) for name in COUNTED_MEASURES]
    tables = [cohorts.drop_step_names(table) if steps and "cohort" in table.column_names else table for table in tables]
    return [*tables, compute_docket_shares(release, as_of, operation)]


def _list_scope_paths(folder: Path, operation: str) -> tuple[Path, Path]:
    """Where the counts and the shares are kept."""
    return folder / f"scope_{operation}.parquet", folder / f"scope_{operation}_shares.parquet"


def _encode_scope_question(as_of: date, cities: Sequence[str], groups: Sequence[str]) -> bytes:
    return json.dumps([as_of.isoformat(), list(cities), list(groups)]).encode()


def _read_prepared_scope(release: Release, operation: str, asked: bytes) -> list[pa.Table] | None:
    """What the build counted, if it was asked the same of this release."""
    paths = _list_scope_paths(release.path / PREPARED_FOLDER, operation)
    if not all(path.exists() for path in paths):
        return None
    found = [pq.read_table(path) for path in paths]
    wanted = {QUESTION_METADATA_KEY: asked, b"release": release.name.encode()}
    return found if all(wanted.items() <= (table.schema.metadata or {}).items() for table in found) else None
