"""A month's work in one call, safe to repeat: fetch if new, build, add to the history, compare, write the news."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finalorder.api.builds import build, fetch
from finalorder.api.histories import add_history, diff, write_diff
from finalorder.api.publishing import PublishOptions, publish
from finalorder.errors import FinalorderError
from finalorder.history import find_history
from finalorder.lake import Lake, hold_lock
from finalorder.pipeline import STAGES, BuildResult
from finalorder.site import require_site_place
from finalorder.words import load_words

#: the court publishes once a month; a release that is so many days later than that is said to be missing
GRACE_DAYS = 15
#: where a site keeps the pages of each release
RELEASES_FOLDER = "r"
STAGE_NAMES = tuple(stage.name for stage in STAGES)


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """Where the release comes from (``source`` is one that is there already) and goes to, and what is written.

    ``site`` is a folder to which every release is published as pages; nothing is published without it.
    """

    source: Path | None = None
    url: str | None = None
    releases: Path = Path("releases")
    news: Path | None = None
    site: Path | None = None
    today: date | None = None
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One line of news: the step, what came of it in words, and the file that it wrote, if it did."""

    step: str
    text: str
    path: Path | None = None


def watch(lake_dir: str | Path, options: WatchOptions) -> Iterator[NewsLine]:
    """Do a month's work: each step gives a line of news, and a step that has nothing to do says so.

    A step that was interrupted goes on when the work is done again. While one watch runs, another is refused. Which
    month was due and did not come is said also where nothing could be fetched.

    :raises FinalorderError: as the step that failed; the steps before it are done and stay so.
    """
    lake = Lake(Path(lake_dir))
    if options.site is not None:
        require_site_place(options.site)
    busy = f"another watch of the lake {lake.path} is at work; wait until it ends."
    with hold_lock(lake.path / ".watching", busy):
        words = load_words(options.lang)
        try:
            source, first = _obtain_source(options)
        except FinalorderError:
            yield from _find_overdue(lake, options)
            raise
        yield first
        built = build(source, lake.path)
        message = "watch.built_before" if set(STAGE_NAMES) <= set(built.kept) else "watch.built"
        yield NewsLine("build", words.format_plain(message, release=built.release.name))
        (added,) = add_history(lake.path, built.release.name)
        message, rows = "watch.added_before" if added.was_there else "watch.added", added.release.rows
        said = words.format_plain(message, release=added.release.name, plural=rows, rows=f"{rows:,}")
        yield NewsLine("history", said)
        yield from _compare_with_last(lake, added.release.name, options)
        if options.site is not None:
            yield _publish(lake, built, options.site, options.lang)
        yield from _find_overdue(lake, options)


def _obtain_source(options: WatchOptions) -> tuple[Path, NewsLine]:
    """The release to work on: the one that was given, or the court's newest, fetched if it is new."""
    words = load_words(options.lang)
    if options.source is not None:
        return options.source, NewsLine("fetch", words.format_plain("watch.given", release=options.source.name))
    fetched = fetch(options.url, options.releases)
    message = "watch.unchanged" if fetched.status == "unchanged" else "watch.fetched"
    return fetched.path, NewsLine("fetch", words.format_plain(message, release=fetched.release))


def _compare_with_last(lake: Lake, name: str, options: WatchOptions) -> Iterator[NewsLine]:
    """Compare the release with the one before it in the history, and write the answer once."""
    words, history = load_words(options.lang), find_history(lake)
    assert history is not None
    place = history.manifest.find_place(name)
    if place == 0:
        yield NewsLine("diff", words.format_plain("watch.first", release=name))
        return
    before = history.manifest.releases[place - 1].name
    folder = options.news or lake.path / "news"
    target = folder / f"{before}_{name}.{options.lang}.html"
    if target.exists():
        yield NewsLine("diff", words.format_plain("watch.compared_before", old=before, new=name), target)
        return
    answer = diff(before, name, lake.path, lang=options.lang)
    write_diff(answer, folder)
    yield NewsLine("diff", words.format_plain("watch.compared", old=before, new=name), target)


def _publish(lake: Lake, built: BuildResult, site: Path, lang: str) -> NewsLine:
    """Publish the release as a site, unless it is there as it was built."""
    words, name = load_words(lang), built.release.name
    if set(STAGE_NAMES) <= set(built.kept) and (site / RELEASES_FOLDER / name).is_dir():
        return NewsLine("publish", words.format_plain("watch.published_before", release=name), site)
    made = publish(lake.path, site, PublishOptions(name))
    return NewsLine(
        "publish", words.format_plain("watch.published", release=name, plural=made.pages, pages=f"{made.pages:,}"), site
    )


def _find_overdue(lake: Lake, options: WatchOptions) -> Iterator[NewsLine]:
    """Say which month was due and did not come, and which are missing between those that are there."""
    words, history = load_words(options.lang), find_history(lake)
    if history is None:
        return
    newest = history.manifest.releases[-1].release_day
    today = options.today or date.today()  # noqa: DTZ011 - the day where the watch runs
    late = (today - newest).days - 31 - GRACE_DAYS
    if late > 0:
        due = f"{newest.year + newest.month // 12}-{newest.month % 12 + 1:02}"
        said = {"month": due, "newest": f"{newest:%Y-%m}", "days": str(late)}
        yield NewsLine("due", words.format_plain("watch.overdue", plural=late, **said))
    if gaps := history.manifest.list_missing_months():
        yield NewsLine("due", words.format_plain("watch.missing", months=", ".join(gaps)))
