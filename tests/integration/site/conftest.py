"""A small published site that several files of tests look at; nobody writes to it."""

from pathlib import Path

import pytest

from finalorder.disclosure import open_plan
from finalorder.lake import Lake
from finalorder.operations import load_operation
from finalorder.site import PublishedRows, SiteSettings, publish_site, require_plan
from support.made_once import MadeOnce


@pytest.fixture(scope="session")
def houston_site(simulated_lake: Path, made_once: MadeOnce) -> Path:
    """The site of a simulated release, with the pages of one city and one operation."""
    release = Lake(simulated_lake).open_release()
    rows = PublishedRows(release, require_plan(open_plan(release), release.name), ("Houston",))
    settings = SiteSettings("https://example.org", [load_operation("2019-06-family-operation")])
    return made_once.make("houston", lambda folder: publish_site(rows, folder / "site", settings)) / "site"
