"""The site: everything that a release publishes, as a folder of pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from finalorder import cohorts
from finalorder.api import vintages
from finalorder.api.documents import brief
from finalorder.api.histories import diff, write_diff
from finalorder.disclosure import open_plan
from finalorder.engines import limit_memory
from finalorder.errors import InputError, suggest_names
from finalorder.lake import Lake, Release
from finalorder.operations import Operation, list_shipped_operations, load_operation
from finalorder.registry import load_dimensions
from finalorder.site import PublishedRows, PublishedSite, SiteSettings, publish_site, require_plan

#: what counting for briefs may take: with the pages, publishing a full release stays under 4 GB
COUNTING_MEMORY = "2GB"


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How a site is published: which release of the lake, where it will be, whether the briefs are in it.

    ``cities`` are those with pages; every city if none is named. ``compare_with`` is an earlier release of the lake or
    its history: what became of every row since then is published too.
    """

    release: str | None = None
    base_url: str = ""
    with_briefs: bool = True
    cities: tuple[str, ...] = ()
    compare_with: str | None = None


def publish(
    lake_dir: str | Path,
    out: str | Path,
    options: PublishOptions | None = None,
    said: Callable[[str], None] = lambda _: None,
) -> PublishedSite:
    """Write a release's static site into a folder; a site that is there stays until the new one is whole.

    :raises FinalorderError: if the lake has no such release, it was built without a plan, the folder is no site, or a
        link of the new site leads nowhere.
    """
    asked = options or PublishOptions()
    release = Lake(Path(lake_dir)).open_release(asked.release)
    if unknown := set(asked.cities) - set(load_dimensions()["city"].levels):
        city = min(unknown)
        raise InputError(f"there is no court in {city!r}{suggest_names(city, load_dimensions()['city'].levels)}")
    rows = PublishedRows(release, require_plan(open_plan(release), release.name), asked.cities)
    every = (load_operation(name, cohorts=cohorts.list_cohort_names()) for name in list_shipped_operations())
    operations = [each for each in every if each.first_day <= release.day]

    def write_brief(operation: Operation, folder: Path) -> None:
        brief(operation.id, lake_dir, folder, release=release.name, lang="all")

    writer = write_brief if asked.with_briefs else None
    comparison = None if asked.compare_with is None else _prepare_comparison(release, asked.compare_with, lake_dir)
    settings = SiteSettings(asked.base_url, operations, writer, comparison, said)
    with TemporaryDirectory(prefix="publish-") as scratch, limit_memory(COUNTING_MEMORY, Path(scratch)):
        return publish_site(rows, Path(out), settings)


def _prepare_comparison(release: Release, before: str, lake_dir: str | Path) -> Callable[[Path], None]:
    """Find the earlier release now, and count what became of its rows when the site comes to it.

    :raises FinalorderError: if neither the lake nor its history has such a release, or it is not an earlier one.
    """
    earlier = vintages.open_vintage(Lake(Path(lake_dir)), before, "counted")
    if earlier.day >= release.day:
        raise InputError(f"{earlier.name} is not earlier than {release.name}; compare with an earlier release.")

    def write_comparison(folder: Path) -> None:
        write_diff(diff(earlier.name, release.name, lake_dir), folder / f"{earlier.name}_{release.name}")

    return write_comparison
