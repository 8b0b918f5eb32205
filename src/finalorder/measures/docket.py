"""The shares of one family docket by a day, each by the method of its name: the claims of an announcement."""

from datetime import date
from typing import Any

import pyarrow as pa

from finalorder.cohorts import checked_day
from finalorder.engines import DuckDB
from finalorder.measures import prepared
from finalorder.measures.intervals import score, worth
from finalorder.measures.methods import method
from finalorder.measures.standing import measure_sql
from finalorder.measures.workbench import Workbench
from finalorder.releases.lake import Release

FAMILY_UNITS = "family_unit_2018"
METHODS = ("M5i", "M5ii", "M7a", "M7b")
WORTH = ("numerator", "denominator", "squares", "products", "bases", "clusters")


def docket_shares(release: Release, as_of: date, operation: str = "", *, docket: str = FAMILY_UNITS) -> pa.Table:
    """One row a share of a family docket by a day (``family_docket.sql`` says which); intervals cluster by lead case.

    Unprotected, for :mod:`finalorder.measures.scoping`, which keeps it or gives it to the gate.

    :raises Problem: if the release cannot speak about the day.
    """
    with DuckDB() as engine:
        engine.see_all({f"every_{name}": path for name, path in prepared.docket_files(release).items()})
        bench = Workbench(engine, checked_day(as_of, release), release.day)
        engine.see("asked_docket", pa.table({"family_docket": [docket]}))
        prepared.keep_docket(engine, "docket_cases")
        for name in METHODS:
            found = method(name)
            for step in found.steps:
                bench.make(step)
            engine.keep(f"units_{found.name}", found.sql)
        rows = engine.answer(measure_sql("family_docket"), step="family_docket").to_pylist()
    told = {
        "cohort": "rocket_docket",
        "operation": operation,
        "as_of": as_of.isoformat(),
        "release": release.name,
        "simulated": release.simulated,
        "source": f"EOIR Case Data, release {release.name}",
    }
    return pa.Table.from_pylist([told | _share(row) for row in rows], schema=_SCHEMA)


def _share(row: dict[str, Any]) -> dict[str, Any]:
    described = {name: row[name] for name in ("measure", "method", "unit", "numerator", "denominator")}
    if not row["denominator"]:
        return described
    value = row["numerator"] / row["denominator"]
    low, high = score(value, worth(*(row[name] for name in WORTH)))
    return described | {"value": value, "low": low, "high": high, "note": "interval clusters by lead case"}


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("measure", "method", "operation", "cohort", "as_of", "release", "unit")),
        ("simulated", pa.bool_()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("note", pa.string()),
        ("source", pa.string()),
    ]
)
