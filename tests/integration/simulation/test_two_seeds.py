"""Two seeds give other lives and the same courts: every count agrees within sampling error."""

import math

import duckdb
import pytest

from finalorder.registry import list_core_tables
from finalorder.simulation.clean_release import CleanRequest, simulate_clean_release

SCALE = 0.003
CLUSTER = 2.2  # variance of a count against that of single cases: families share their outcomes
SEVERAL = 6.0  # and of rows of which a case has many
GROUPS = {
    "rows by table": " UNION ALL ".join(
        f"SELECT '{spec.name}' AS level FROM {spec.name}" for spec in list_core_tables()
    ),
    "cases by type": "SELECT case_type AS level FROM cases",
    "cases by custody": "SELECT custody AS level FROM cases",
    "decisions": "SELECT dec_code || case_type AS level FROM proceedings",
    "closures": "SELECT other_comp AS level FROM proceedings",
    "orders in absentia by year": "SELECT year(comp_date) AS level FROM proceedings WHERE absentia = 'Y'",
    "completions by year": "SELECT year(comp_date) AS level FROM proceedings",
    "courts": "SELECT base_city_code AS level FROM proceedings",
    "board decisions": "SELECT strbiadecision AS level FROM appeals",
    "adjournments": "SELECT adj_rsn AS level FROM hearings_raw",
    "motions": "SELECT rec_type || coalesce(dec, '') AS level FROM motions",
}


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    found = []
    for seed in (101, 202):
        folder = tmp_path_factory.mktemp("seed")
        names = [spec.name for spec in list_core_tables()]
        release = simulate_clean_release(folder, CleanRequest(scale=SCALE, seed=seed), month="2026-07", only=names)
        sql = duckdb.connect()
        for file in (release / "tables").glob("*.parquet"):
            sql.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
        found.append(sql)
    return found


@pytest.mark.parametrize("what", GROUPS)
def test_counts_of_two_seeds_agree_within_sampling_error(two, what):
    query = f"SELECT level, count(*) FROM ({GROUPS[what]}) WHERE level IS NOT NULL GROUP BY 1"
    first, second = (dict(sql.execute(query).fetchall()) for sql in two)
    times = CLUSTER * (SEVERAL if what in ("rows by table", "adjournments", "motions") else 1)
    apart = {
        level: abs(first.get(level, 0) - second.get(level, 0))
        / math.sqrt(times * (first.get(level, 0) + second.get(level, 0)))
        for level in first | second
    }
    assert {level: z for level, z in apart.items() if z > 4.2} == {}
    assert max(apart.values()) > 0  # they are not the same lives
