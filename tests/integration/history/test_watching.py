"""The month's work is done by one command at a time."""

from datetime import date
from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import FinalorderError, UnavailableError
from finalorder.lake import hold_lock
from support.history_months import write_release


def test_two_watches_of_one_lake_do_not_run_at_once(tmp_path: Path) -> None:
    wanted = api.WatchOptions(source=tmp_path / "release.zip")
    with hold_lock(tmp_path / ".watching", "busy"), pytest.raises(UnavailableError, match="another watch"):
        next(iter(api.watch(tmp_path, wanted)))


def test_a_month_that_was_due_is_said_even_where_nothing_can_be_fetched(tmp_path: Path) -> None:
    write_release(tmp_path, "2026-01", {})
    api.add_history(tmp_path)
    wanted = api.WatchOptions(url="http://127.0.0.1:9/none.zip", releases=tmp_path / "in", today=date(2026, 5, 1))
    lines = api.watch(tmp_path, wanted)
    assert next(lines).text.startswith("due: the release of 2026-02 has not come; the newest is of 2026-01")
    with pytest.raises(FinalorderError):
        next(lines)
