"""The month's work is done by one command at a time."""

from pathlib import Path

import pytest

from finalorder import api
from finalorder.errors import UnavailableError
from finalorder.lake import hold_lock


def test_two_watches_of_one_lake_do_not_run_at_once(tmp_path: Path) -> None:
    wanted = api.WatchOptions(source=tmp_path / "release.zip")
    with hold_lock(tmp_path / ".watching", "busy"), pytest.raises(UnavailableError, match="another watch"):
        next(iter(api.watch(tmp_path, wanted)))
