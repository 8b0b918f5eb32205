"""Totals come out near the published ones: the model is calibrated, which is no evidence about the courts."""

import math

import pytest

from finalorder.simulation import SimulationConfig, simulate

# rows at scale 1, July 2026 release; bonds, federal appeals and pro bono as counted by the same reader
PUBLISHED = {
    "cases": 12_662_540, "identifiers": 2_569_051, "proceedings": 16_549_948, "charges": 18_867_750,
    "hearings_raw": 46_631_388,
    "applications": 16_104_798, "motions": 8_573_390, "bonds": 1_616_941, "custody": 10_024_044, "juveniles": 2_998_644,
    "priorities": 148_995,
    "riders": 2_627_442, "representatives": 26_268_999, "attorneys": 407_493, "appeals": 1_518_161,
    "appeals2": 1_237_190, "federal_appeals": 181_484, "board_referrals": 84_118, "pro_bono": 66_986,
}  # fmt: skip
SCALE = 0.01


@pytest.fixture(scope="module")
def big(tmp_path_factory, make_release):
    return make_release(tmp_path_factory.mktemp("big"), scale=SCALE, seed=23)


@pytest.mark.parametrize("name", PUBLISHED)
def test_rows_of_every_table_are_within_3_percent_or_chance(big, name):
    expected = PUBLISHED[name] * SCALE
    assert abs(big.counts[name] / expected - 1) < max(0.03, 3.5 / math.sqrt(expected))


TOTALS = {
    "orders in absentia": ("proceedings WHERE absentia = 'Y'", 2_250_000, 0.08),
    "removal orders": ("proceedings WHERE dec_code = 'X'", 4_480_000, 0.08),
    "deportation orders": ("proceedings WHERE dec_code = 'D' AND case_type = 'DEP'", 640_000, 0.10),
    "exclusion orders": ("proceedings WHERE dec_code = 'E' AND case_type = 'EXC'", 153_000, 0.20),
    "changes of venue": ("proceedings WHERE other_comp = 'C'", 2_030_000, 0.12),
    "transfers": ("proceedings WHERE other_comp = 'T'", 900_000, 0.12),
    "people detained": ("cases WHERE custody = 'D'", 3_000_000, 0.08),
    "people released": ("cases WHERE custody = 'R'", 1_370_000, 0.10),
    "open proceedings": ("proceedings WHERE comp_date IS NULL", 3_240_000, 0.12),
    "court appeals": ("appeals WHERE strappealtype = 'Case Appeal'", 967_000, 0.10),
    "undecided appeals": ("appeals WHERE datbiadecision IS NULL", 249_000, 0.20),
    "people on the family docket": ("identifiers WHERE case_id = 'FA'", 175_000, 0.15),
    "cases without a proceeding": ("cases c ANTI JOIN proceedings p ON c.idncase = p.idncase", 134_672, 0.15),
    "unaccompanied children's priority": ("cases WHERE casepriority_code = 'UC'", 190_000, 0.12),
    "juvenile rows not applicable": ("juveniles WHERE idnjuvenile = 5", 1_980_000, 0.12),
}


@pytest.mark.parametrize("what", TOTALS)
def test_totals_are_roughly_right(big, what):
    condition, published, tolerance = TOTALS[what]
    expected = published * SCALE
    assert big.count(condition) / expected == pytest.approx(1, abs=tolerance + 2 / math.sqrt(expected))


def test_family_docket_by_the_end_of_may_2019(big):
    flagged = "identifiers JOIN proceedings p USING (idncase) WHERE case_id = 'FA' AND trans_in_date IS NULL"
    charged = big.count(f"{flagged} AND p.input_date < DATE '2019-06-01'")
    assert charged == pytest.approx(65_691 * SCALE, rel=0.2)
    orders = f"{flagged} AND p.comp_date < DATE '2019-06-22' AND p.dec_code = 'X'"
    absent = big.count(f"{orders} AND p.absentia = 'Y'")
    assert absent / big.count(orders) > 0.75


def test_every_one_of_the_ten_cities_has_standing_family_orders_by_21_june_2019(big):
    cities = big.sql.execute(
        "SELECT count(DISTINCT base_city_code) FROM identifiers JOIN proceedings p USING (idncase) "
        "WHERE case_id = 'FA' AND absentia = 'Y' AND comp_date <= DATE '2019-06-21' "
        "AND base_city_code IN ('MIA', 'ATL', 'CHI', 'BAL', 'DEN', 'NOL', 'SFR', 'WLA', 'HOU', 'NYC')"
    ).fetchone()[0]
    assert cities >= 8


def test_a_tiny_scale_works_and_reports_progress(tmp_path):
    told: dict[str, int] = {}
    counts = simulate(
        tmp_path / "tiny.zip",
        SimulationConfig(scale=0.0001, seed=4),
        progress=lambda name, rows: told.update({name: told.get(name, 0) + rows}),
    )
    assert 1000 < counts["cases"] < 1500
    assert told == {name: counts[name] for name in told}
    assert len(told) == 19
