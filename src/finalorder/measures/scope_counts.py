"""Everything that the scope of an operation counts on a day: taken from the build, or gathered now."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder import cohorts
from finalorder.cohorts import CustomCohort
from finalorder.engines import Raw, StepRunner
from finalorder.lake import Release
from finalorder.measures import prepared
from finalorder.measures.family_docket import compute_docket_shares
from finalorder.measures.method_runner import load_measure_steps
from finalorder.measures.open_deadlines import build_asked_reach, list_reach_cells
from finalorder.measures.order_pathways import list_pathway_cells
from finalorder.measures.prepared import PREPARED_FOLDER
from finalorder.measures.standing_orders import (
    build_asked_cities,
    build_groups,
    build_stamp,
    count_cells,
    list_count_cells,
    list_family_cells,
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
    """Return the counts of a scope, unprotected; rows that describe the same number are to be added.

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
        in_order = table.sort_by([(name, "ascending") for name in table.column_names])  # the same bytes from any run
        pq.write_table(in_order.replace_schema_metadata(meta), path, compression="zstd")


def _compute_scope_tables(
    release: Release,
    as_of: date,
    cities: Sequence[str],
    groups: Sequence[str],
    own: Sequence[CustomCohort],
    operation: str,
) -> list[pa.Table]:
    steps = [step for each in own for step in cohorts.split_cohort(each)]
    names = [each.name for each in steps]
    cells = {
        "standing_counts": list_count_cells(groups, names),
        "standing_ways": list_pathway_cells(),
        "standing_reach": list_reach_cells(as_of),
        "standing_families": list_family_cells(groups, names),
    }
    with cohorts.open_cohorts(release, as_of, groups, steps) as members:
        counter = open_counter(members, release, as_of, cities, operation).extend(
            {
                "groups": build_groups(groups, names),
                "asked_reach": build_asked_reach(as_of),
                **prepared.find_pathway_files(release),
            }
        )
        tables = [count_cells(counter, name, asked) for name, asked in cells.items()]
        tables += [counter.query(name) for name in ("order_series", "nation")]
    tables = [cohorts.drop_step_names(table) if steps and "cohort" in table.column_names else table for table in tables]
    return [*tables, compute_docket_shares(release, as_of, operation)]


def open_counter(
    members: StepRunner, release: Release, as_of: date, cities: Sequence[str], operation: str = ""
) -> StepRunner:
    """Let the measures' steps count the members of cohorts in some cities."""
    given = {"asked_cities": build_asked_cities(cities), "stamp": build_stamp(release, as_of, operation)}
    return members.extend(given, load_measure_steps().values())


def count_standing_on(
    release: Release, as_of: date, cities: Sequence[str], groups: Sequence[str], operation: str = ""
) -> Raw:
    """Count the standing orders of groups as wholes on a day: the rows of ``standing_counts`` without splits."""
    with cohorts.open_cohorts(release, as_of, groups) as members:
        wholes = [cell for cell in list_count_cells(groups) if not cell.by_1]
        return Raw(count_cells(open_counter(members, release, as_of, cities, operation), "standing_counts", wholes))


def count_cohort_flow(
    release: Release,
    as_of: date,
    city: str,
    groups: Sequence[str],
    own: Sequence[CustomCohort] = (),
    lang: str = "en",
) -> Raw:
    """Count where cases left each group: in every court, or in those of a city that are not for detainees."""
    with cohorts.open_cohorts(release, as_of, groups, own) as members:
        counter = open_counter(members, release, as_of, [city] if city else [])
        flow = cohorts.ask_cohort_flow(counter.extend({"flow_city": pa.table({"city": [city]})}), groups, own, lang)
        return Raw(flow.query("cohort_flow"))


def _list_scope_paths(folder: Path, operation: str) -> tuple[Path, Path]:
    """Where the counts and the shares are kept."""
    return folder / f"scope_{operation}.parquet", folder / f"scope_{operation}_shares.parquet"


def _encode_scope_question(as_of: date, cities: Sequence[str], groups: Sequence[str]) -> bytes:
    return json.dumps([as_of.isoformat(), list(cities), list(groups)]).encode()


def _read_prepared_scope(release: Release, operation: str, asked: bytes) -> list[pa.Table] | None:
    """Read what the build counted, if it was asked the same of this release."""
    paths = _list_scope_paths(release.path / PREPARED_FOLDER, operation)
    if not all(path.exists() for path in paths):
        return None
    found = [pq.read_table(path) for path in paths]
    wanted = {QUESTION_METADATA_KEY: asked, b"release": release.name.encode()}
    return found if all(wanted.items() <= (table.schema.metadata or {}).items() for table in found) else None
