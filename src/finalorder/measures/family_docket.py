"""The shares of one family docket by a day, each by the method of its name: the claims of an announcement."""

from datetime import date
from typing import Any

import pyarrow as pa

from finalorder.answers import build_partial_table, compute_score_interval
from finalorder.cohorts import build_asked, get_cohort, list_cohort_names, validate_as_of
from finalorder.engines import Engine, Source, open_runner
from finalorder.lake import Release
from finalorder.measures import prepared
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.method_runner import build_method_inputs, load_every_step

CLUSTER_COLUMNS = ("numerator", "denominator", "squares", "products", "bases", "clusters")


def compute_docket_shares(
    release: Release, as_of: date, docket: str, operation: str = "", *, engine: Engine | None = None
) -> pa.Table:
    """One row a share by a day of a family docket (``family_docket.sql`` says which shares); none without a docket.

    Intervals cluster by lead case. Unprotected, for :mod:`finalorder.measures.scope_counts`, which keeps it or gives it
    to the gate.

    :raises FinalorderError: if the release cannot speak about the day.
    """
    day = validate_as_of(as_of, release)
    stamps = {
        "operation": operation,
        "as_of": as_of.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "source": release.citation,
    }
    cohort = next((each for each in map(get_cohort, list_cohort_names()) if each.family_docket == docket), None)
    named = {"cohort": cohort.name if cohort and docket else ""}
    found = _count_docket(release, day, docket, engine) if docket else []
    return build_partial_table(stamps | named | _make_share_row(row) for row in found)


def _count_docket(release: Release, day: date, docket: str, engine: Engine | None) -> list[dict[str, Any]]:
    sources: dict[str, Source] = {
        **{f"every_{name}": path for name, path in prepared.find_docket_files(release).items()},
        **build_method_inputs(day),
        "asked": build_asked(day),
        "asked_docket": pa.table({"family_docket": [docket]}),
    }
    with open_runner(load_every_step(), sources, engine=engine) as runner:
        rows: list[dict[str, Any]] = (
            prepared.narrow_to_docket(runner, "docket_cases").query("family_docket").to_pylist()
        )
    return rows


def _make_share_row(row: dict[str, Any]) -> dict[str, Any]:
    described = {name: row[name] for name in ("measure", "method", "unit", "numerator", "denominator")}
    if not row["denominator"]:
        return described
    value = row["numerator"] / row["denominator"]
    low, high = compute_score_interval(value, compute_effective_size(*(row[name] for name in CLUSTER_COLUMNS)))
    return described | {"value": value, "low": low, "high": high, "note": "interval clusters by lead case"}
