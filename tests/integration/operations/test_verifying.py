"""Published figures beside a lake: every kind of count by hand, and what verify says of each kind of lake."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from finalorder import api
from finalorder.cli.main import main
from finalorder.errors import FinalorderError
from finalorder.lake import Manifest, SimulationSettings
from finalorder.lake.folders import Lake, Release
from finalorder.measures.anchor_counts import AnchorCounter
from finalorder.operations.verification import compare_with_anchors, get_release_scale
from finalorder.registry.anchors import Anchor, load_anchors, parse_anchor_conditions
from finalorder.releases.reader import read_release
from finalorder.simulation import SimulationConfig, load_parameters, simulate
from finalorder.simulation.clean_release import CleanRequest, simulate_clean_release
from support.history_months import write_release
from support.ledger_harness import release_table

PROCEEDINGS = {
    "idncase": [1, 1, 2, 3, 4],
    "case_type": ["RMV", "RMV", "RMV", "DEP", None],
    "dec_code": ["X", None, "R", "X", "N/A"],
    "input_date": [date(2018, 1, 5), date(2019, 3, 1), date(2018, 9, 30), date(2019, 5, 5), None],
    "comp_date": [date(2018, 6, 1), None, date(2019, 10, 1), date(2019, 9, 30), None],
}
IDENTIFIERS = {"idncase": [1, 3, 3], "case_id": ["FA", "DD", "FA"]}
COMPLETIONS = {"idncase": [1, 2, 3], "is_in_absentia": [True, False, None]}


@pytest.fixture
def by_hand(tmp_path: Path) -> AnchorCounter:
    for folder, name, rows in (
        ("tables", "proceedings", PROCEEDINGS),
        ("tables", "identifiers", IDENTIFIERS),
        ("ledger", "completions", COMPLETIONS),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        pq.write_table(pa.table(rows), tmp_path / folder / f"{name}.parquet")
    return AnchorCounter(tmp_path)


def make_condition(
    count: str, where: str = "", of: str = "", linked: str = "", without: str = "", table: str = ""
) -> Anchor:
    name, _, rest = linked.partition(":")
    return Anchor(
        "one",
        "fact",
        "group",
        "2026-07",
        table or "proceedings",
        count,
        parse_anchor_conditions(where),
        parse_anchor_conditions(of),
        (name, parse_anchor_conditions(rest)) if linked else None,
        without,
        False,
        1.0,
        "rows",
        0.1,
        "",
        "somewhere",
        "",
    )


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (make_condition("rows"), 5),
        (make_condition("cases"), 4),
        (make_condition("rows", "dec_code is X"), 2),
        (make_condition("rows", "dec_code is X|R; case_type is RMV"), 2),
        (make_condition("rows", "dec_code not X"), 3),
        (make_condition("rows", "dec_code filled"), 4),
        (make_condition("rows", "dec_code missing"), 2),
        (make_condition("rows", "comp_date from 2019-09-30; comp_date before 2019-10-01"), 1),
        (make_condition("rows", "comp_date open 2019-10-01"), 3),
        (make_condition("cases", "input_date before 2019-10-01; comp_date open 2019-10-01"), 2),
        (make_condition("first", "input_date from 2017-10-01; input_date before 2018-10-01"), 2),
        (make_condition("rows", linked="identifiers: case_id is FA"), 3),
        (make_condition("cases", "dec_code is X", linked="identifiers: case_id is DD"), 1),
        (make_condition("rows", without="identifiers"), 2),
        (make_condition("rows", "is_in_absentia is true", table="ledger.completions"), 1),
    ],
)
def test_every_kind_of_count_by_hand(by_hand: AnchorCounter, anchor: Anchor, expected: int) -> None:
    assert by_hand.count_anchor(anchor) == (expected, None)


def test_a_share_is_counted_of_the_rows_it_is_a_share_of(by_hand: AnchorCounter) -> None:
    assert by_hand.count_anchor(make_condition("share", "dec_code is X", of="case_type is RMV")) == (1, 3)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of two simulated months, with the tables that a few figures count."""
    lake = tmp_path_factory.mktemp("months")
    for month, only in (("2026-07", ("cases", "proceedings")), ("2019-01", ("ledger.completions",))):
        simulate_clean_release(lake, CleanRequest(scale=0.002, seed=7), month=month, only=only)
    return lake


def test_each_figure_is_compared_with_the_simulated_release_of_its_own_month(months: Path) -> None:
    found = compare_with_anchors(Lake(months))
    assert found.simulated
    assert {item.anchor.month for item in found.comparisons} == {"2026-07", "2019-01"}
    assert all(item.row.release.startswith(f"simulated-{item.anchor.month}-") for item in found.comparisons)
    (cases,) = [item for item in found.comparisons if item.anchor.id == "rows-cases-2026-07-duckdb"]
    assert cases.ours == cases.row.numerator / 0.002
    assert cases.ratio == pytest.approx(1, abs=0.03)
    assert not any(item.anchor.use == "fact" for item in found.comparisons)
    assert found.skipped["2026-02"] > 10
    assert found.skipped[""] > 0


def test_one_release_is_compared_with_its_own_month_only(months: Path) -> None:
    found = compare_with_anchors(Lake(months), "simulated-2019-01-seed7-x0.002-f1")
    assert {item.anchor.month for item in found.comparisons} == {"2019-01"}


def test_the_sketch_counts_what_a_lake_built_from_the_zip_counts(simulated_lake: Path, tmp_path: Path) -> None:
    tables = {anchor.table for anchor in load_anchors() if anchor.month == "2026-07"}
    release = Lake(simulated_lake).open_release()
    drawn = AnchorCounter(
        simulate_clean_release(tmp_path, CleanRequest(scale=0.004, seed=7), month="2026-07", only=tables)
    )
    built = AnchorCounter(release.path)
    asked_ = [anchor for anchor in load_anchors() if anchor.month == "2026-07" and anchor.is_compared_with_model]
    assert {a.id: drawn.count_anchor(a) for a in asked_} == {a.id: built.count_anchor(a) for a in asked_}


def test_a_table_is_the_same_whichever_others_and_other_months_are_drawn_beside_it(tmp_path: Path) -> None:
    paths = []
    for place, only in (("alone", {"proceedings"}), ("beside", {"proceedings", "cases", "appeals"})):
        (tmp_path / place).mkdir()
        folder = simulate_clean_release(
            tmp_path / place, CleanRequest(scale=0.0005, seed=7), month="2019-01", only=only
        )
        paths.append(folder / "tables" / "proceedings.parquet")
    assert pq.read_table(paths[0]).equals(pq.read_table(paths[1]))


def test_the_command_says_that_a_simulated_lake_is_no_evidence(months: Path) -> None:
    told = CliRunner().invoke(main, ["verify", "--lake", str(months)], catch_exceptions=False).output
    assert told.startswith("SIMULATED\nCalibration, not evidence")
    assert "receipts and completions: " not in told
    assert "absence by year: " in told
    spanish = CliRunner().invoke(main, ["verify", "--lake", str(months), "--lang", "es"], catch_exceptions=False).output
    assert "Es calibración, no prueba" in spanish
    assert "(sobre la versión de 2026-02)" in spanish


def test_json_has_three_answer_rows_a_figure(months: Path) -> None:
    told = CliRunner().invoke(main, ["verify", "--lake", str(months), "--format", "json"], catch_exceptions=False)
    answer = json.loads(told.output)
    rows = [row for row in answer["rows"] if row["level_1"] == "free-fy2017"]
    assert [row["method"] for row in rows] == ["published", "counted", "ratio"]
    published, counted, ratio = rows
    assert published["value"] == 95342
    assert ratio["value"] == pytest.approx(counted["value"] / 0.002 / 95342, rel=1e-5)
    assert (ratio["low"], ratio["high"]) == (0.9, 1.1)
    assert answer["meta"]["simulated"] is True


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake whose one release says that it is real: the books of a real one with a model's numbers in them."""
    lake = tmp_path_factory.mktemp("real")
    folder = simulate_clean_release(lake, CleanRequest(scale=0.002, seed=7), month="2026-07", only=("cases", "appeals"))
    Manifest("2026-07", date(2026, 7, 1), simulated=False).write(folder)
    folder.rename(lake / "2026-07")
    return lake


def test_a_real_release_is_judged_figure_by_figure_within_each_tolerance(real: Path) -> None:
    found = compare_with_anchors(Lake(real))
    assert not found.simulated
    (cases,) = [item for item in found.comparisons if item.anchor.id == "rows-cases-2026-07-duckdb"]
    assert cases.tolerance == 0.0001
    assert cases.agrees is False
    assert cases.ours == cases.row.numerator
    told = CliRunner().invoke(main, ["verify", "--lake", str(real)], catch_exceptions=False).output
    assert "calibration" not in told
    assert "SIMULATED" not in told
    assert "differs" in told


def test_counts_of_one_to_ten_stay_hidden_with_their_ratio(real: Path) -> None:
    found = compare_with_anchors(Lake(real))
    hidden = [item for item in found.comparisons if item.row.status == "hidden"]
    open_ = compare_with_anchors(Lake(real), profile="none")
    counted = {item.anchor.id: item.row.numerator for item in open_.comparisons}
    small = {name for name, number in counted.items() if 1 <= (number or 0) <= 10}
    assert small <= {item.anchor.id for item in hidden}
    rows = [row for row in found.shown if row.level_1 in small and row.method != "published"]
    assert all(row.value is None for row in rows)


def test_a_simulated_release_without_a_scale_is_refused() -> None:
    nameless = Release("simulated-2026-07", Path(), Manifest("simulated-2026-07", date(2026, 7, 1), simulated=True))
    with pytest.raises(FinalorderError, match="does not say its scale"):
        get_release_scale(nameless)


def test_a_release_of_ones_own_parameters_is_verified_at_its_scale(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '["aftermath.absent_grant"]\nvalue = 0.2\nunit = "share"\nsource = "a test"\nhow = "assumed"\n',
        encoding="utf-8",
    )
    simulate(tmp_path / "own.zip", SimulationConfig(scale=0.0005, seed=7, parameters=load_parameters(own)))
    release = read_release(tmp_path / "own.zip", Lake(tmp_path / "lake"), only=["cases"]).publish()
    assert "-p" in release.name
    assert release.manifest.simulation is not None
    assert len(release.manifest.simulation.parameters) == 12
    assert get_release_scale(release) == 0.0005
    found = compare_with_anchors(Lake(tmp_path / "lake"))
    assert found.simulated
    assert found.comparisons


def test_releases_of_one_lineage_are_verified_together_and_others_have_to_be_chosen(
    months: Path, tmp_path: Path
) -> None:
    assert len({item.anchor.month for item in compare_with_anchors(Lake(months)).comparisons}) > 1
    for seed in (7, 8):
        simulate_clean_release(tmp_path, CleanRequest(scale=0.0005, seed=seed), month="2026-07", only=("cases",))
    with pytest.raises(FinalorderError, match="choose with --release"):
        compare_with_anchors(Lake(tmp_path))


def write_applications(lake: Path, month: str, keys: range, **changes: Any) -> None:
    """Write a release of a month whose applications have these keys; of a hundred, eighty are decided, and of two one
    is for asylum."""
    rows = [
        {
            "idnproceedingappln": key,
            "idncase": key,
            "appl_dec": "D" if key % 100 < 80 else None,
            "appl_code": "ASYL" if key % 2 else "42B",
        }
        for key in keys
    ]
    write_release(lake, month, {"applications": release_table("applications", rows)}, **changes)


def list_vanished(lake: Path) -> dict[str, tuple[float | None, float | None]]:
    """List what verify says of rows that vanished, published and counted."""
    found = compare_with_anchors(Lake(lake))
    return {each.anchor.id: (each.anchor.published, each.ours) for each in found.comparisons if each.anchor.since}


def test_what_others_saw_vanish_is_held_against_a_real_lake_and_against_its_history(tmp_path: Path) -> None:
    for month, first in (("2020-03", 1), ("2020-04", 1001)):
        write_applications(tmp_path, month, range(first, 4001))
    expected = {
        "vanished-applications-2020-03-2020-04": (68282.0, 1000.0),
        "vanished-decided-2020-03-2020-04": (80.0, 80.0),
    }
    assert list_vanished(tmp_path) == expected
    api.add_history(tmp_path)
    shutil.rmtree(tmp_path / "2020-03")
    assert list_vanished(tmp_path) == expected
    assert not list(tmp_path.glob(".vanished-*"))
    shutil.rmtree(tmp_path / "history", ignore_errors=True)
    (tmp_path / "history").unlink(missing_ok=True)
    assert list_vanished(tmp_path) == {}  # one month alone


def test_of_what_vanished_the_applications_for_asylum_are_held_against_their_own_figure(tmp_path: Path) -> None:
    for month, first in (("2019-08", 1), ("2019-11", 2001)):
        write_applications(tmp_path, month, range(first, 4001))
    assert list_vanished(tmp_path) == {
        "vanished-applications-2019-08-2019-11": (3799.0, 2000.0),
        "vanished-asylum-2019-08-2019-11": (1714.0, 1000.0),
    }


def test_what_others_saw_vanish_is_never_held_against_a_simulation(tmp_path: Path) -> None:
    mark = {
        "simulated": True,
        "lineage": "one",
        "simulation": SimulationSettings("2020-04", 1, 0.5, 1.0, "", "2020-03"),
    }
    for month in ("2020-03", "2020-04"):
        write_applications(tmp_path, month, range(1 if month == "2020-03" else 1001, 2001), **mark)
    api.add_history(tmp_path)
    assert list_vanished(tmp_path) == {}
