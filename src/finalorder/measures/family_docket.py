"""The shares of one family docket by a day, each by the method of its name: the claims of an announcement."""

from datetime import date
from typing import Any

import pyarrow as pa

from finalorder.answers import build_partial_table, compute_score_interval
from finalorder.cohorts import validate_as_of
from finalorder.engines import DuckDB
from finalorder.lake import Release
from finalorder.measures import prepared
from finalorder.measures.design_intervals import compute_effective_size
from finalorder.measures.methods import get_method
from finalorder.measures.standing_orders import read_measure_sql
from finalorder.measures.step_runner import StepRunner

FAMILY_UNITS = "family_unit_2018"
SHARE_METHODS = ("M5i", "M5ii", "M7a", "M7b")
CLUSTER_COLUMNS = ("numerator", "denominator", "squares", "products", "bases", "clusters")


def compute_docket_shares(
    release: Release, as_of: date, operation: str = "", *, docket: str = FAMILY_UNITS
) -> pa.Table:
    """One row a share of a family docket by a day (``family_docket.sql`` says which); intervals cluster by lead case.

    Unprotected, for :mod:`finalorder.measures.scoping`, which keeps it or gives it to the gate.

    :raises FinalorderError: if the release cannot speak about the day.
    """
    with DuckDB() as engine:
        engine.register_all({f"every_{name}": path for name, path in prepared.find_docket_files(release).items()})
        bench = StepRunner(engine, validate_as_of(as_of, release), release.day)
        engine.register("asked_docket", pa.table({"family_docket": [docket]}))
        prepared.materialize_docket(engine, "docket_cases")
        for name in SHARE_METHODS:
            found = get_method(name)
            for step in found.steps:
                bench.materialize(step)
            engine.create_table(f"units_{found.name}", found.sql)
        rows = engine.query(read_measure_sql("family_docket"), step="family_docket").to_pylist()
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
