"""The month's work is done by one command at a time."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from finalorder import api
from finalorder.api import watches
from finalorder.cli.watch import watch
from finalorder.errors import FinalorderError, UnavailableError
from finalorder.lake import hold_lock
from finalorder.simulation import SimulationConfig, simulate
from finalorder.site import PublishedSite
from support.fetch_server import Court, Fault, serving
from support.history_months import write_release

#: what each step says of a month that is done
NOTHING_NEW = ("nothing new", "in the lake already", "is there already", "is the first", "was published before")


def test_two_watches_of_one_lake_do_not_run_at_once(tmp_path: Path) -> None:
    wanted = api.WatchOptions(source=tmp_path / "release.zip")
    with hold_lock(tmp_path / ".watching", "busy"), pytest.raises(UnavailableError, match="another watch"):
        next(iter(api.watch(tmp_path, wanted)))


def test_a_month_that_was_due_is_said_even_where_nothing_can_be_fetched(tmp_path: Path) -> None:
    write_release(tmp_path, "2026-01", {})
    api.add_history(tmp_path)
    with serving(Court(b"")) as court:
        court.always = Fault(status=404)
        wanted = api.WatchOptions(url=court.url, releases=tmp_path / "in", today=date(2026, 5, 1))
        lines = api.watch(tmp_path, wanted)
        assert next(lines).text.startswith("due: the release of 2026-02 has not come; the newest is of 2026-01")
        with pytest.raises(FinalorderError):
            next(lines)


def publish_without_briefs(lake: Path, site: Path, options: api.PublishOptions) -> PublishedSite:
    """Publish every city; briefs of all operations take as long as the rest, and are in the tests of sites."""
    return api.publish(lake, site, replace(options, with_briefs=False))


@pytest.mark.long
def test_a_month_is_fetched_built_added_and_published_once_and_another_of_its_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watches, "publish", publish_without_briefs)
    release = tmp_path / "2026-07.zip"
    simulate(release, SimulationConfig(0.0003, 5, "2026-07"))
    lake, site = tmp_path / "lake", tmp_path / "site"
    with serving(Court(release.read_bytes())) as court:

        def work() -> Result:
            asked = ["--url", court.url, "--to", str(tmp_path / "in"), "--lake", str(lake), "--site", str(site)]
            return CliRunner().invoke(watch, [*asked, "--today", "2026-07-20"])

        first, again = work(), work()
        name = "simulated-2026-07-seed5-x0.0003-f1"
        assert [line.partition(" -> ")[0] for line in first.output.splitlines()] == [
            "fetch: the release simulated-2026-07 has come",
            f"build: {name} is in the lake",
            f"history: {name} is added, {api.list_history(lake).manifest.releases[0].rows:,} rows",
            f"diff: {name} is the first of the history; there is nothing to compare it with",
            f"publish: {name} is published, {first.output.split()[-4]} pages",
        ]
        assert len(list(site.rglob("*.html"))) > 2_000
        said = [line.partition(":")[2] for line in again.output.splitlines()]
        assert [phrase in line for phrase, line in zip(NOTHING_NEW, said, strict=True)] == [True] * len(NOTHING_NEW)

        digest = api.list_history(lake).manifest.releases[0].digest
        court.becomes(release.read_bytes() + b"\0", '"another"')
        refused = work()
        assert isinstance(refused.exception, FinalorderError)
        assert "already exists and may differ from the server's file" in str(refused.exception)
        assert [each.digest for each in api.list_history(lake).manifest.releases] == [digest]
        assert "was published before" in work_from(release, lake, site)


def work_from(release: Path, lake: Path, site: Path) -> str:
    """The last line of the month's work with a file that is here."""
    *_, last = api.watch(lake, api.WatchOptions(source=release, site=site, today=date(2026, 7, 20)))
    return last.text
