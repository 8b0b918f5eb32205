"""The month's work in one command: one line a step, nothing done twice, and what did not come is said."""

import json
from datetime import date
from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import UnavailableError
from finalorder.lake import hold_lock
from finalorder.simulation import SimulationConfig, simulate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases, of July, August and October."""
    folder = tmp_path_factory.mktemp("releases")
    simulate(folder / "07.zip", SimulationConfig(0.0005, 5, "2026-07"))
    simulate(folder / "08.zip", SimulationConfig(month="2026-08"), previous=folder / "07.zip")
    simulate(folder / "10.zip", SimulationConfig(month="2026-10"), previous=folder / "08.zip")
    return folder


def work(folder: Path, month: str, **options: object) -> list[str]:
    """The news of one month's work."""
    wanted = api.WatchOptions(source=folder / f"{month}.zip", **options)  # type: ignore[arg-type]
    return [line.text for line in api.watch(folder / "lake", wanted)]


def test_every_step_says_what_it_did_and_the_second_time_that_it_had_nothing_to_do(folder: Path) -> None:
    first = work(folder, "07", today=date(2026, 7, 20))
    assert [line.partition(":")[0] for line in first] == ["update", "build", "history", "diff"]
    assert "there is nothing to compare it with" in first[-1]
    second = work(folder, "08", today=date(2026, 8, 20))
    assert second[-1].endswith("are compared")
    again = work(folder, "08", today=date(2026, 8, 20))
    assert [line.rpartition(" ")[2] for line in again[1:2]] == ["already"]
    assert "is there already" in again[2]
    assert again[3].endswith("were compared before")
    (news,) = (folder / "lake" / "news").glob("*.json")
    assert {row["measure"] for row in json.loads(news.read_text())["rows"]} >= {"release_diff", "ledger_diff"}

    late = work(folder, "10", today=date(2026, 12, 24), lang="es")
    assert "no ha llegado la publicación de 2026-11; la más reciente es de 2026-10" in late[-2]
    assert late[-1].endswith("2026-09")


def test_two_watches_of_one_lake_do_not_run_at_once(folder: Path) -> None:
    with hold_lock(folder / "other" / ".watching", "busy"), pytest.raises(UnavailableError, match="another watch"):
        next(iter(api.watch(folder / "other", api.WatchOptions(source=folder / "07.zip"))))
