"""The benchmark page is what its history gives; a version's figure stands once, beside what it is measured against."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from support.places import REPOSITORY


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    found = importlib.util.spec_from_file_location("run", REPOSITORY / "bench" / "run.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setattr(module, "KEPT", tmp_path / "benchmarks.csv")
    monkeypatch.setattr(module, "STAGES", tmp_path / "build_stages.csv")
    return module


def test_the_page_is_what_the_history_gives(bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "KEPT", REPOSITORY / "docs" / "benchmarks.csv")
    monkeypatch.setattr(bench, "STAGES", REPOSITORY / "docs" / "build_stages.csv")
    rows, stages = bench.read_figures(), bench.read_stages()
    assert rows
    assert stages
    assert bench.PAGE.read_text(encoding="utf-8") == bench.write_page(rows, stages)


def test_a_figure_that_is_measured_again_by_the_same_version_takes_the_place_of_the_first(bench: ModuleType) -> None:
    bench.keep_figures(
        [bench.Figure("reading", 30.0, "s", "unzip", 60.0), bench.Figure("answer", 1.0, "s", "start", 0.5)]
    )
    bench.keep_figures([bench.Figure("reading", 20.0, "s", "unzip", 50.0)])
    assert [(row.name, row.ratio) for row in bench.read_figures()] == [("answer", "2"), ("reading", "0.4")]


def test_the_page_shows_the_ratios_of_every_version(bench: ModuleType) -> None:
    bench.keep_figures([bench.Figure("reading", 20.0, "s", "unzip", 50.0)])
    (now,) = bench.read_figures()
    page = bench.write_page([now._replace(version="0.1", ratio="0.9"), now], [])
    assert f"| figure | 0.1 | {now.version} |" in page
    assert "| reading | 0.9 | 0.4 |" in page
    assert "| reading | 20 s | unzip | 50 s | 0.4 |" in page


def test_figures_are_picked_from_what_the_benchmarks_print(bench: ModuleType) -> None:
    reading = {"megabytes": 222, "reader": {"cpu_seconds": 3.0}, "naive": {"cpu_seconds": 6.0}}
    assert [each.value / each.beside_value for each in bench.pick_reading(reading)] == [0.5]
    assert list(bench.pick_build({"stage": "read", "seconds": 1.0})) == []
    whole = {"stage": "all", "mb": 50.0, "seconds": 12.0, "peak_mb": 700, "cpu_seconds": 9.0, "floor_cpu_seconds": 3.0}
    assert [each.beside_value for each in bench.pick_build(whole)] == [3.0, 50.0]


def test_the_stages_of_a_build_take_the_place_of_those_of_the_same_release(bench: ModuleType) -> None:
    read = {"release": "5 MB zip", "stage": "read", "seconds": 2.5, "cpu_seconds": 4.0, "peak_mb": 300}
    bench.keep_stages([read | {"seconds": 9.0}, read | {"release": "6 MB zip"}, {"growth": 1.0}])
    bench.keep_stages([read, {"release": "5 MB zip", "stage": "all", "seconds": 2.5, "share_of_floor": 0.4}])
    kept = [(row.release, row.stage, row.seconds, row.share_of_floor) for row in bench.read_stages()]
    assert kept == [
        ("6 MB zip", "read", "2.5", ""),
        ("5 MB zip", "read", "2.5", ""),
        ("5 MB zip", "all", "2.5", "0.4"),
    ]
    assert "| 5 MB zip | read | 2.5 | 4 | 300 |" in bench.write_page([], bench.read_stages())
