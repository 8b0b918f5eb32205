"""Publish a release as a static site: pages in both languages, the rows behind each, feeds, tables, and an archive."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pyarrow.parquet as pq
from pyarrow import csv

from finalorder.answers import Shown, to_csv, to_json
from finalorder.briefs import FeedEntry, FeedHead, format_feed, read_entries, render_png
from finalorder.disclosure import PublishedPlan, find_plan_file
from finalorder.errors import DamagedError, NotInLakeError
from finalorder.operations import Operation
from finalorder.site.addresses import name_city_page, name_measure_page
from finalorder.site.build_pages import PageMaker
from finalorder.site.checksums import ARCHIVE
from finalorder.site.explore import answer_site_question
from finalorder.site.explore_pages import list_static_questions
from finalorder.site.links import find_broken_links
from finalorder.site.open_data import describe_addresses, describe_package, format_sitemap
from finalorder.site.page import Page
from finalorder.site.published_rows import PublishedRows
from finalorder.site.release_changes import compare_first_numbers, list_earlier_releases
from finalorder.site.render import (
    Edition,
    has_picture,
    list_language_names,
    read_asset,
    render_embed,
    render_page,
    render_plain,
)
from finalorder.site.search import PLACES, list_place_pages, list_search_terms
from finalorder.site.site_files import SiteDraft, open_site_draft
from finalorder.site.site_record import SEARCH_INDEX, open_site, write_site_record
from finalorder.words import LANGUAGES, Words, load_words

#: what identifiers of feeds begin with: they need no web address (RFC 4151)
TAG = "tag:finalorder,2026:"
#: the folder of comparisons of releases
COMPARISONS = "changes"
#: writes the brief of an operation into a folder, in both languages
BriefWriter = Callable[[Operation, Path], None]


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How a site is published: its address, the operations whose briefs are in it, whom to tell of a step.

    ``write_comparison`` writes the pages of a comparison with an earlier release into a folder.
    """

    base_url: str = ""
    operations: Sequence[Operation] = ()
    write_brief: BriefWriter | None = None
    write_comparison: Callable[[Path], None] | None = None
    said: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """A site that was published: its folder, its pages, how many files are new and how many as before."""

    folder: Path
    pages: int
    written: int
    shared: int


def publish_site(rows: PublishedRows, site: Path, settings: SiteSettings) -> PublishedSite:
    """Write the site of a release; the one that was there stays until the new one is whole.

    :raises DamagedError: if a link of the new site leads nowhere; nothing is published then.
    """
    with open_site_draft(site) as draft:
        draft.keep_archive()
        pages = _write_site(rows, draft, settings)
        draft.write_text(f"{ARCHIVE}/index.html", render_plain("go_on", url="../"))  # until the releases are known
        draft.write_checksums()
        settings.said("links")
        if broken := find_broken_links(draft.folder):
            raise DamagedError(
                f"{len(broken)} links of the new site lead nowhere, {broken[0]} first; nothing was published."
            )
        _keep_releases(draft, rows.release.name)
        return PublishedSite(site, pages, draft.written, draft.shared)


def _keep_releases(draft: SiteDraft, release: str) -> None:
    """Put the release beside those of before; from within it, the list of releases is that of the whole site."""
    (draft.folder / ARCHIVE / "index.html").unlink()
    draft.digests.pop(f"{ARCHIVE}/index.html")
    draft.write_checksums()
    names = draft.add_to_archive(release)
    for name in names:
        draft.write_text(f"r/{name}/r/index.html", render_plain("go_on", url="../../"))
    draft.write_text("r/index.html", render_plain("archive", releases=names))
    draft.write_checksums(ARCHIVE)


def require_plan(plan: PublishedPlan | None, release: str) -> PublishedPlan:
    """Return the plan of a release.

    :raises NotInLakeError: if it was built without one.
    """
    if plan is None:
        raise NotInLakeError(f"release {release} has no published tables; build it again without --counting-only.")
    return plan


def _write_site(rows: PublishedRows, draft: SiteDraft, settings: SiteSettings) -> int:
    _write_tables(rows, draft)
    settings.said("tables")
    briefs = _write_briefs(draft, settings)
    tables = list(rows.plan.tables.values())
    base = settings.base_url.rstrip("/")
    comparisons = _write_comparisons(draft, settings)
    earlier = list_earlier_releases(draft.before, rows.release)
    archive = draft.before / ARCHIVE if draft.before else None
    edition = Edition(rows.release, tables, base, briefs, archive, earlier, comparisons)
    changes = compare_first_numbers(rows, open_site(archive / earlier[0]).rows) if archive and earlier else []
    for name in ("style.css", "embed.css", "late.js", "search.js"):
        draft.write_text(f"assets/{name}", read_asset(name))
    draft.write_text(PLACES, json.dumps(list_place_pages(rows), ensure_ascii=False, indent=0) + "\n")
    answers = [answer_site_question(each, rows) for each in list_static_questions(rows)]
    pages = 0
    for lang in LANGUAGES:
        maker = PageMaker(rows, load_words(lang), settings.operations, answers, changes)
        made = _write_language(maker, draft, edition)
        pages += len(made)
        settings.said(f"pages {lang}")
    draft.write_text("index.html", render_plain("choice", languages=list_language_names()))
    draft.write_text("404.html", render_plain("missing", base=urlsplit(base).path.rstrip("/")))
    draft.write_text("latest/index.html", render_plain("go_on", url="../"))
    draft.write_text("datapackage.json", describe_package(edition, draft.folder))
    draft.write_text("openapi.json", describe_addresses(edition, version("finalorder")))
    write_site_record(rows, draft, base)
    draft.write_text("sitemap.xml", format_sitemap(edition, made, LANGUAGES))
    return pages


def _write_tables(rows: PublishedRows, draft: SiteDraft) -> None:
    """Write every published table, as Parquet and as CSV; rows that are not there are hidden."""
    for name in rows.plan.tables:
        file = find_plan_file(rows.release.path, name)
        draft.copy_file(f"data/{name}.parquet", file)
        text = io.BytesIO()
        csv.write_csv(pq.read_table(file), text)
        draft.write_bytes(f"data/{name}.csv", text.getvalue())


def _write_briefs(draft: SiteDraft, settings: SiteSettings) -> frozenset[str]:
    if settings.write_brief is None:
        return frozenset()
    for operation in settings.operations:
        with TemporaryDirectory() as scratch:
            settings.write_brief(operation, Path(scratch))
            for path in sorted(path for path in Path(scratch).rglob("*") if path.is_file()):
                draft.write_bytes(f"briefs/{operation.id}/{path.relative_to(scratch).as_posix()}", path.read_bytes())
        settings.said(f"brief {operation.id}")
    return frozenset(operation.id for operation in settings.operations)


def _write_language(maker: PageMaker, draft: SiteDraft, edition: Edition) -> list[str]:
    words, with_feed = maker.words, _list_pages_with_feed(maker)
    made = []
    for page in maker.list_pages():
        _write_page(draft, page, edition, words)
        made.append(page.address)
        if page.address in with_feed:
            _write_feed(draft, page, edition, words)
    terms = list_search_terms(maker.rows, maker.operations, words)
    draft.write_text(f"{words.lang}/{SEARCH_INDEX}", json.dumps(terms, ensure_ascii=False, indent=0) + "\n")
    return made


def _list_pages_with_feed(maker: PageMaker) -> set[str]:
    return {
        "releases",
        *map(name_city_page, maker.rows.cities),
        *map(name_measure_page, maker.rows.measures),
        *(f"operations/{each.id}" for each in maker.operations),
    }


def _write_comparisons(draft: SiteDraft, settings: SiteSettings) -> list[str]:
    """Write the pages of the comparison that is wanted, beside those that the site had."""
    if draft.before and (draft.before / COMPARISONS).is_dir():
        draft.keep_folder(COMPARISONS)
    if settings.write_comparison:
        with TemporaryDirectory() as scratch:
            settings.write_comparison(Path(scratch))
            for path in sorted(path for path in Path(scratch).rglob("*") if path.is_file()):
                draft.write_bytes(f"{COMPARISONS}/{path.relative_to(scratch).as_posix()}", path.read_bytes())
        settings.said("comparison")
    folder = draft.folder / COMPARISONS
    return sorted((each.name for each in folder.iterdir() if each.is_dir()), reverse=True) if folder.is_dir() else []


def _write_page(draft: SiteDraft, page: Page, edition: Edition, words: Words) -> None:
    folder = f"{words.lang}/{page.address}" if page.address else words.lang
    draft.write_text(f"{folder}/index.html", render_page(page, edition, words))
    # a page's files lie beside its folder, under its own name; those of the home in it
    stem = folder if page.address else f"{folder}/index"
    if page.table is not None:
        _write_rows(draft, page.table, stem, words.lang)
        draft.write_text(f"{stem}.json", to_json(page.table, _describe_page(page, edition)))
    if page.chart is not None:
        draft.write_text(f"{stem}.svg", str(page.chart))
        if has_picture(page):
            draft.write_bytes(f"{stem}.png", render_png(str(page.chart)))
        draft.write_text(f"embed/{words.lang}/{page.address}.html", render_embed(page, edition, words))
        draft.write_text(f"{stem}.oembed.json", _describe_embed(page, edition, words))


def _write_rows(draft: SiteDraft, table: Shown, stem: str, lang: str) -> None:
    """Write the rows of a page as CSV; they are the same in every language, and are written once."""
    first = f"{LANGUAGES[0]}{stem.removeprefix(lang)}.csv"
    if first in draft.digests and lang != LANGUAGES[0]:
        draft.share_file(f"{stem}.csv", first)
    else:
        draft.write_text(f"{stem}.csv", to_csv(table))


def _describe_page(page: Page, edition: Edition) -> Mapping[str, str]:
    return {"title": page.title, "sentence": page.sentence, "release": edition.release.name}


def _describe_embed(page: Page, edition: Edition, words: Words) -> str:
    url = edition.locate(f"/embed/{words.lang}/{page.address}.html")
    frame = f'<iframe src="{url}" width="720" height="420" title="finalorder"></iframe>'
    found = {"version": "1.0", "type": "rich", "title": page.title, "provider_name": "finalorder"}
    return json.dumps(found | {"width": 720, "height": 420, "html": frame}, ensure_ascii=False, indent=1) + "\n"


def _write_feed(draft: SiteDraft, page: Page, edition: Edition, words: Words) -> None:
    """Write a page's feed: an entry for this release, and those that the feed had before."""
    path = f"feeds/{words.lang}/{page.address}.atom"
    entry = FeedEntry(
        f"{TAG}{edition.release.name}/{words.lang}/{page.address}",
        f"{page.title}: {edition.release.name}",
        page.summary,
        edition.release.day,
        edition.locate_page(page.address, words.lang),
    )
    before = read_entries(draft.before / path if draft.before else None)
    head = FeedHead(f"{TAG}{words.lang}/{page.address}", page.title, words.lang)
    draft.write_text(path, format_feed(head, [entry, *(each for each in before if each.id != entry.id)]))
