"""Joins: what is handed in is planned by what it holds, so that the larger side is not held in memory."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from finalorder.engines import Step
from finalorder.engines.duckdb import DuckDB

UNTIL_A_DAY = """
SELECT h.idncase, k.custody_code
FROM hearings AS h
CROSS JOIN asked AS a
LEFT JOIN cases AS k ON k.idncase = h.idncase
WHERE h.held_on <= a.as_of
"""


def test_hearings_until_the_day_asked_are_joined_to_cases_by_reading_the_hearings(tmp_path: Path) -> None:
    days = [date(2020, 1, 1) + timedelta(n % 2000) for n in range(20_000)]
    pq.write_table(pa.table({"idncase": range(20_000), "held_on": days}), tmp_path / "hearings.parquet")
    pq.write_table(pa.table({"idncase": range(5_000), "custody_code": ["D"] * 5_000}), tmp_path / "cases.parquet")
    with DuckDB(threads=1) as engine:
        files = {name: engine.load_table(name, tmp_path / f"{name}.parquet") for name in ("hearings", "cases")}
        asked = engine.load_table("asked", pa.table({"as_of": [date(2025, 1, 1)]}))
        engine._hand_inputs(Step("rows", UNTIL_A_DAY), {**files, "asked": asked})
        plan = engine._run(f"EXPLAIN (FORMAT json) {UNTIL_A_DAY}", "rows").fetchall()[0][1]
    assert list_joins(json.loads(plan)[0]) == ["LEFT"]  # a RIGHT one would hold every hearing


def list_joins(node: dict[str, Any]) -> list[str]:
    """List the types of the hash joins in a plan."""
    here = [node["extra_info"]["Join Type"]] if node["name"] == "HASH_JOIN" else []
    return here + [found for child in node.get("children", []) for found in list_joins(child)]
