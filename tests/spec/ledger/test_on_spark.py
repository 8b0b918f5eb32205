"""The manual's cases on Spark: what is noted of all of them together, which no case can be given back."""

import pytest

from finalorder.engines import DuckDB
from support.spark_cases import CaseBatch


@pytest.mark.long
def test_what_is_noted_of_every_case_is_the_same_on_both_engines(spark_cases: CaseBatch) -> None:
    if not spark_cases.cases:
        pytest.skip("no other test of the manual was asked for")
    ours = CaseBatch(spark_cases.cases)
    with DuckDB(threads=1) as engine:
        ours.derive(engine)
    assert spark_cases.notes == ours.notes
    assert sum(row["count"] for row in spark_cases.notes) > 0
