"""The model against published figures: what is committed is what it counts, and every group is near enough."""

import math
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from finalorder.lake.folders import Lake
from finalorder.measures.anchor_counts import AnchorCounter
from finalorder.operations.verification import Verification, compare_with_anchors
from finalorder.registry.anchors import Anchor, load_anchors
from finalorder.simulation.clean_release import (
    CleanRequest,
    find_compared_tables,
    simulate_clean_release,
    simulate_comparison_months,
)
from support.places import DOCS

HERE = Path(__file__).resolve().parent
MODEL = [anchor for anchor in load_anchors() if anchor.is_compared_with_model]
#: standard errors that chance may move a figure of a smaller release away from the committed one
CHANCE = 4.5
QUICK_MONTH, QUICK = "2026-07", CleanRequest(scale=0.005, seed=3)


@cache
def baseline() -> dict[str, Any]:
    return tomllib.loads((HERE / "baseline.toml").read_text(encoding="utf-8"))


def read_baseline_ratio(anchor: Anchor) -> tuple[float, float]:
    """The ratio in the baseline, and the number of rows it was counted from."""
    _, counted, *_, ratio = baseline()["anchors"][anchor.id]
    return ratio, counted


def test_the_baseline_has_every_figure_of_the_model_as_it_is_published() -> None:
    assert {name: row[0] for name, row in baseline()["anchors"].items()} == {a.id: a.published for a in MODEL}


def near_by_group() -> dict[str, list[bool]]:
    """For each group of fitted figures, whether each is within a tenth."""
    groups = defaultdict(list)
    for anchor in MODEL:
        if anchor.use == "calibration":
            groups[anchor.group].append(abs(read_baseline_ratio(anchor)[0] - 1) <= 0.10)
    return groups


def test_eight_in_ten_figures_of_every_group_are_within_a_tenth() -> None:
    assert {name: near for name, near in near_by_group().items() if sum(near) < 0.8 * len(near)} == {}


def test_the_realism_page_says_what_the_baseline_holds_and_lists_every_miss() -> None:
    page = (DOCS / "realism.md").read_text(encoding="utf-8")
    for name, near in near_by_group().items():
        assert f"| {name} | {len(near)} | {sum(near)} |" in page
    misses = [anchor for anchor in MODEL if abs(read_baseline_ratio(anchor)[0] - 1) > 0.10]
    assert [anchor.id for anchor in misses if f"`{anchor.id}`" not in page] == []


def test_no_table_is_off_by_more_than_three_in_a_hundred() -> None:
    """Or by what chance does to a small table at the baseline's scale."""
    rows = {anchor.id: read_baseline_ratio(anchor) for anchor in MODEL if anchor.id.startswith("rows-")}
    assert len(rows) >= 19
    off = {name: ratio for name, (ratio, n) in rows.items() if abs(ratio - 1) > 0.03 + 2 / math.sqrt(n)}
    assert off == {}


def test_a_small_release_agrees_with_the_baseline_within_chance(tmp_path: Path) -> None:
    asked = [anchor for anchor in MODEL if anchor.month == QUICK_MONTH and not anchor.is_share]
    counter = AnchorCounter(
        simulate_clean_release(
            tmp_path, QUICK, month=QUICK_MONTH, only=find_compared_tables()[QUICK_MONTH] - {"hearings_raw"}
        )
    )
    off = {}
    for anchor in asked:
        if anchor.table != "hearings_raw":
            expected = read_baseline_ratio(anchor)[0] * anchor.published * QUICK.scale
            got = counter.count_anchor(anchor)[0]
            if abs(got - expected) > CHANCE * _spread(expected):
                off[anchor.id] = (got, expected)
    assert off == {}


def _spread(expected: float) -> float:
    """The standard error of a count whose rows come in clusters of a few: a case, a family, a proceeding."""
    return 2 * math.sqrt(expected) + 0.002 * expected


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    """The comparison that the baseline holds, made again."""
    lake = tmp_path_factory.mktemp("months")
    simulate_comparison_months(lake, CleanRequest(baseline()["scale"], baseline()["seed"]))
    return compare_with_anchors(Lake(lake), profile="none")


@pytest.mark.long
def test_the_baseline_is_what_the_model_counts(again: Verification) -> None:
    """To the row; should another processor round a draw differently, by less than one row in a thousand."""
    off = {}
    for item in again.comparisons:
        counted = read_baseline_ratio(item.anchor)[1]
        if abs((item.row.numerator or 0) - counted) > 1 + 0.001 * counted:
            off[item.anchor.id] = (item.row.numerator, counted)
    assert off == {}
    assert len(again.comparisons) == len(MODEL)


@pytest.mark.long
def test_verify_finds_every_group_near_enough(again: Verification) -> None:
    assert {group.name: group.share for group in again.groups if group.share < 0.8} == {}
    assert again.skipped == {}
