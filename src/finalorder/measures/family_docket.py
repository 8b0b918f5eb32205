"""The shares of one family docket by a day, each by the method of its name: the claims of an announcement."""

from datetime import date
from typing import Any

import pyarrow as pa

from finalorder.answers import build_partial_table, compute_score_interval
from finalorder.cohorts import build_asked, validate_as_of
from finalorder.engines import Source, StepRunner, open_engine
from finalorder.lake import Release
from finalorder.measures import prepared
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.method_runner import build_method_inputs, load_every_step

FAMILY_UNITS = "family_unit_2018"
CLUSTER_COLUMNS = ("numerator", "denominator", "squares", "products", "bases", "clusters")


def compute_docket_shares(
    release: Release, as_of: date, operation: str = "", *, docket: str = FAMILY_UNITS
) -> pa.Table:
    """One row a share of a family docket by a day (``family_docket.sql`` says which); intervals cluster by lead case.

    Unprotected, for :mod:`finalorder.measures.scoping`, which keeps it or gives it to the gate.

    :raises FinalorderError: if the release cannot speak about the day.
    """
    day = validate_as_of(as_of, release)
    sources: dict[str, Source] = {
        **{f"every_{name}": path for name, path in prepared.find_docket_files(release).items()},
        **build_method_inputs(day),
        "asked": build_asked(day),
        "asked_docket": pa.table({"family_docket": [docket]}),
    }
    with StepRunner(open_engine(), load_every_step(), sources) as runner:
        rows = prepared.narrow_to_docket(runner, "docket_cases").query("family_docket").to_pylist()
    described = {
        "cohort": "rocket_docket",
        "operation": operation,
        "as_of": as_of.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "source": release.citation,
    }
    return build_partial_table(described | _make_share_row(row) for row in rows)


def _make_share_row(row: dict[str, Any]) -> dict[str, Any]:
    described = {name: row[name] for name in ("measure", "method", "unit", "numerator", "denominator")}
    if not row["denominator"]:
        return described
    value = row["numerator"] / row["denominator"]
    low, high = compute_score_interval(value, compute_effective_size(*(row[name] for name in CLUSTER_COLUMNS)))
    return described | {"value": value, "low": low, "high": high, "note": "interval clusters by lead case"}
