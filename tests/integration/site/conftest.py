"""A small published site that several files of tests look at; nobody writes to it."""

from pathlib import Path

import pytest

from finalorder.disclosure import open_plan
from finalorder.lake import Lake
from finalorder.operations import load_operation
from finalorder.site import PublishedRows, SiteSettings, publish_site, require_plan


@pytest.fixture(scope="session")
def houston_site(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a simulated release, with the pages of one city and one operation."""
    release = Lake(simulated_lake).open_release()
    rows = PublishedRows(release, require_plan(open_plan(release), release.name), ("Houston",))
    settings = SiteSettings("https://example.org", [load_operation("2019-06-family-operation")])
    return publish_site(rows, tmp_path_factory.mktemp("houston") / "site", settings).folder
