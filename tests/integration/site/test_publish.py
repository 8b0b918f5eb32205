"""A release as a static site: pages in two languages from published rows alone, whole or not at all."""

import csv
import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from finalorder import api
from finalorder.briefs import render_png
from finalorder.disclosure import open_plan
from finalorder.errors import DamagedError, FinalorderError, InputError
from finalorder.lake import Lake, Release
from finalorder.operations import Operation, load_operation
from finalorder.registry import find_place
from finalorder.site import PublishedRows, PublishedSite, SiteSettings, publish_site, read_checksums, require_plan
from finalorder.site.addresses import name_city_page
from finalorder.site.links import find_broken_links

LANGUAGES = ("en", "es")
CITIES = ("Denver", "Houston", "Miami")
#: tables enough for a page of every kind
TABLES = ("nation", "city", "cohorts", "fiscal-year", "city.fiscal-year", "nationality", "custody")


def open_some_tables(lake: Path, cities: tuple[str, ...], tables: tuple[str, ...]) -> PublishedRows:
    release = Lake(lake).open_release()
    plan = require_plan(open_plan(release), release.name)
    return PublishedRows(release, replace(plan, tables={name: plan.tables[name] for name in tables}), cities)


@pytest.fixture(scope="module", autouse=True)
def pictures_once() -> Iterator[None]:
    """Turn a drawing into a PNG once: the same drawing gives the same bytes, and it is most of a small site's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("finalorder.site.publish.render_png", cache(render_png))
        yield


@pytest.fixture(scope="module")
def rows(simulated_lake: Path) -> PublishedRows:
    return open_some_tables(simulated_lake, CITIES, TABLES)


@pytest.fixture(scope="module")
def few(simulated_lake: Path) -> PublishedRows:
    """Rows of one city, for sites that are published again and again."""
    return open_some_tables(simulated_lake, ("Houston",), TABLES[:5])


@pytest.fixture(scope="module")
def standing(few: PublishedRows, tmp_path_factory: pytest.TempPathFactory) -> PublishedSite:
    """A small site that others fail to replace."""
    return publish_site(few, tmp_path_factory.mktemp("standing") / "site", SiteSettings("https://example.org"))


@pytest.fixture(scope="module")
def published(rows: PublishedRows, tmp_path_factory: pytest.TempPathFactory) -> PublishedSite:
    return publish_site(rows, tmp_path_factory.mktemp("site") / "site", SiteSettings("https://example.org"))


def list_files(site: Path) -> Iterator[Path]:
    return (path for path in sorted(Path(os.path.realpath(site)).rglob("*")) if path.is_file())


def digest(site: Path) -> dict[str, str]:
    root = Path(os.path.realpath(site))
    return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in list_files(site)}


def test_every_city_and_measure_has_a_page_in_both_languages(published: PublishedSite, rows: PublishedRows) -> None:
    for lang in LANGUAGES:
        cities = {path.name for path in (published.folder / lang / "cities").iterdir() if path.is_dir()}
        assert cities == {"denver", "houston", "miami"}
        for city in cities:
            pages = {p.name for p in (published.folder / lang / "cities" / city).iterdir() if p.is_dir()}
            assert pages - {"by"} == {measure.replace("_", "-") for measure in rows.measures}


def test_no_link_leads_nowhere(published: PublishedSite) -> None:
    assert find_broken_links(Path(os.path.realpath(published.folder))) == []


def test_a_page_has_two_scripts_of_its_own_at_most_and_asks_nobody_else(
    published: PublishedSite,
) -> None:
    for path in list_files(published.folder):
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            assert not re.sub(r'<script src="(\.\./)+assets/(late|search)\.js" defer></script>', "", text).count(
                "<script"
            )
            assert not re.search(r'(?:src|rel="stylesheet" href)="https?:', text), path


def test_counties_and_towns_lead_to_their_court_without_a_server(published: PublishedSite) -> None:
    places = json.loads((published.folder / "assets/places.json").read_text(encoding="utf-8"))
    assert "Harris County, TX" in places["cities/houston/"]
    for address, names in places.items():
        assert (published.folder / "en" / address / "index.html").is_file()
        assert all(name_city_page(find_place(name).cities[0]) + "/" == address for name in names)  # type: ignore[union-attr]


def test_every_number_of_a_page_is_in_the_file_beside_it(published: PublishedSite) -> None:
    page = published.folder / "en/cities/houston/in-absentia/index.html"
    with (published.folder / "en/cities/houston/in-absentia.csv").open(encoding="utf-8") as file:
        shares = {f"{float(row['value']):.1%}" for row in csv.DictReader(file) if row["value"]}
    printed = set(re.findall(r"<td[^>]*>(\d+\.\d%)\*?</td>", page.read_text(encoding="utf-8")))
    assert printed
    assert printed <= shares


def test_the_rows_of_a_page_are_rows_of_the_plan(published: PublishedSite, rows: PublishedRows) -> None:
    known = {row.to_tuple() for name in ("city", "city.fiscal-year", "cohorts") for row in rows.read_table(name)}
    for address in ("en/cities/miami", "en/cities/miami/orders-issued", "es/cities/denver/backlog"):
        found = json.loads((published.folder / f"{address}.json").read_text(encoding="utf-8"))
        assert found["rows"]
        assert {tuple(row.values()) for row in found["rows"]} <= known


def test_a_simulated_site_says_so_on_every_page_and_picture(published: PublishedSite) -> None:
    for lang in LANGUAGES:
        for path in (published.folder / lang).rglob("index.html"):
            assert "SIMULATED" in path.read_text(encoding="utf-8"), path
        for path in (published.folder / lang).rglob("*.svg"):
            assert "SIMULATED" in path.read_text(encoding="utf-8"), path


def test_a_site_somewhere_else_differs_in_its_addresses_and_keeps_what_was_published(
    published: PublishedSite, rows: PublishedRows
) -> None:
    before, archive = digest(published.folder), digest(published.folder / "r" / rows.release.name)
    publish_site(rows, published.folder, SiteSettings("https://two.example"))
    assert "two.example" in (published.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert digest(published.folder / "r" / rows.release.name) == archive
    again = publish_site(rows, published.folder, SiteSettings("https://example.org"))
    assert digest(again.folder) == before, "the same release gives the same bytes"
    assert again.shared > again.written, "files without an address are as they were"


def test_a_site_that_fails_leaves_the_old_one(
    standing: PublishedSite, few: PublishedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(standing.folder)
    monkeypatch.setattr("finalorder.site.publish.find_broken_links", lambda _: ["en/index.html: nowhere/"])
    with pytest.raises(DamagedError, match="lead nowhere"):
        publish_site(few, standing.folder, SiteSettings("https://three.example"))
    assert digest(standing.folder) == before


def test_a_folder_that_is_no_site_is_left_alone(rows: PublishedRows, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="not a site"):
        publish_site(rows, tmp_path / "mine", SiteSettings())
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_a_name_that_no_disk_takes_is_one_sentence(rows: PublishedRows, tmp_path: Path) -> None:
    with pytest.raises(FinalorderError, match="cannot write"):
        publish_site(rows, tmp_path / ("x" * 3_000), SiteSettings())


def test_feeds_are_atom_with_an_entry_a_release(published: PublishedSite, rows: PublishedRows) -> None:
    for path in (published.folder / "feeds").rglob("*.atom"):
        feed = ElementTree.parse(path).getroot()
        entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == 1
        assert rows.release.name in "".join(entries[0].itertext())


def test_the_package_describes_every_table_with_its_digest(published: PublishedSite, rows: PublishedRows) -> None:
    package = json.loads((published.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) == len(rows.plan.tables)
    for resource in package["resources"]:
        content = (published.folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"


def test_the_briefs_of_operations_are_in_the_site(few: PublishedRows, simulated_lake: Path, tmp_path: Path) -> None:
    operation = load_operation("2019-06-family-operation")

    def write_brief(each: Operation, folder: Path) -> None:
        api.brief(each.id, simulated_lake, folder, lang="all", cities=["Denver"])

    published = publish_site(few, tmp_path / "site", SiteSettings("https://example.org", [operation], write_brief))
    brief = published.folder / "briefs" / operation.id
    assert {path.name for path in brief.glob("*.html")} >= {"index.html", "index.es.html", "denver.html"}
    page = (published.folder / "en" / "operations" / operation.id / "index.html").read_text(encoding="utf-8")
    assert f"briefs/{operation.id}/index.html" in page


def test_a_city_without_a_court_is_refused_with_the_nearest(simulated_lake: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Houston"):
        api.publish(simulated_lake, tmp_path / "site", api.PublishOptions(cities=("Huston",)))


def test_what_a_release_is_compared_with_is_looked_at_before_anything_is_made(
    simulated_lake: Path, tmp_path: Path
) -> None:
    name, made = Lake(simulated_lake).open_release().name, []
    for before, said in ((name, "is not earlier than"), ("", 'has a release ""'), ("2019-13", "has a release")):
        with pytest.raises(FinalorderError, match=said):
            api.publish(simulated_lake, tmp_path / "site", api.PublishOptions(compare_with=before), made.append)
    assert not made


def test_every_published_byte_is_listed_with_its_digest(published: PublishedSite) -> None:
    listed = read_checksums(Path(os.path.realpath(published.folder)))
    found = digest(published.folder)
    assert set(listed) == set(found)
    assert {path: told for path, told in listed.items() if told} == {p: found[p] for p, told in listed.items() if told}


def test_a_compressed_file_is_the_file(published: PublishedSite) -> None:
    packed = [path for path in list_files(published.folder) if path.suffix == ".br"]
    assert len(packed) > 100
    for path in packed[::40]:
        plain = path.with_suffix("").read_bytes()
        for ending, codec in ((".br", "brotli"), (".zst", "zstd")):
            content = Path(f"{path.with_suffix('')}{ending}").read_bytes()
            assert pa.Codec(codec).decompress(content, len(plain), asbytes=True) == plain


def test_the_next_release_says_what_changed_and_leads_to_the_pages_of_before(
    few: PublishedRows, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    first = publish_site(few, site, SiteSettings("https://example.org"))
    (release,) = (path.name for path in (first.folder / "r").iterdir() if path.is_dir())
    manifest = replace(few.release.manifest, name="later", release_day=date(2026, 8, 1))
    later = PublishedRows(Release("later", few.release.path, manifest), few.plan, few.chosen)
    publish_site(later, site, SiteSettings("https://example.org"))
    page = (site / "en/releases/index.html").read_text(encoding="utf-8")
    assert "What changed since" in page
    assert release in page
    city = (site / "en/cities/houston/index.html").read_text(encoding="utf-8")
    assert f'href="https://example.org/r/{release}/en/cities/houston/"' in city
    archived = (site / "r" / release / "en/cities/houston/index.html").read_text(encoding="utf-8")
    assert "https://example.org/r/later" not in archived, "what was published does not change"
    feed = ElementTree.parse(site / "feeds/en/cities/houston.atom").getroot()
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2


class StopError(Exception):
    """Raised where a publication is to break off."""


@pytest.mark.parametrize("step", ["tables", "pages en", "archive", "swap"])
def test_a_publication_that_breaks_off_anywhere_leaves_the_old_site(
    standing: PublishedSite, few: PublishedRows, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = digest(standing.folder)

    def stop(*_: object) -> None:
        raise StopError

    def say(told: str) -> None:
        if told == step:
            stop()

    if step == "archive":
        monkeypatch.setattr("finalorder.site.site_files.SiteDraft.add_to_archive", stop)
    if step == "swap":
        monkeypatch.setattr("finalorder.site.site_files.swap_pointer", stop)
    with pytest.raises(StopError):
        publish_site(few, standing.folder, SiteSettings("https://four.example", said=say))
    assert digest(standing.folder) == before
    versions = list(standing.folder.parent.glob(".site-versions/site-*"))
    assert len(versions) <= 2, "what was written so far is gone"


def test_a_full_disk_is_one_sentence_and_leaves_the_old_site(
    standing: PublishedSite, few: PublishedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(standing.folder)
    write, written = Path.write_bytes, [0]

    def fail_later(path: Path, content: bytes) -> int:
        written[0] += 1
        if written[0] > 40:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fail_later)
    with pytest.raises(DamagedError, match="No space left"):
        publish_site(few, standing.folder, SiteSettings("https://five.example"))
    monkeypatch.undo()
    assert digest(standing.folder) == before


#: publishes a few tables, and is killed before a file is written (a number), or before or after the site is swapped in
KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from finalorder.disclosure import open_plan
from finalorder.lake import Lake
from finalorder.site import PublishedRows, SiteSettings, publish_site, site_files

lake, site, address, moment, *tables = sys.argv[1:]
release, left = Lake(Path(lake)).open_release(), moment
plan = open_plan(release)
rows = PublishedRows(release, replace(plan, tables={name: plan.tables[name] for name in tables}), ("Houston",))

def before(function, name):
    def wrapped(*asked):
        global left
        if left == name or left == "0":
            os.kill(os.getpid(), signal.SIGKILL)
        left = str(int(left) - 1) if left.isdigit() else left
        return function(*asked)
    return wrapped

def swap(*asked):
    before(swap_pointer, "before")(*asked)
    before(lambda: None, "after")()

swap_pointer, site_files.swap_pointer = site_files.swap_pointer, swap
site_files.SiteDraft.write_bytes = before(site_files.SiteDraft.write_bytes, "write")
publish_site(rows, Path(site), SiteSettings(address))
"""


@pytest.mark.long
def test_a_publication_that_is_killed_leaves_the_old_site(
    few: PublishedRows, simulated_lake: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    published = publish_site(few, site, SiteSettings("https://one.example"))
    before = digest(site)
    moments = ["0", *(str(published.written * part // 4) for part in (1, 2, 3)), "before", "after"]
    for number, moment in enumerate(moments):
        words = [sys.executable, "-c", KILLED, str(simulated_lake), str(site), f"https://{number}.example", moment]
        done = subprocess.run([*words, *few.plan.tables], check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        assert find_broken_links(Path(os.path.realpath(site))) == []
        assert (digest(site) == before) is (moment != "after"), moment
    assert f"https://{number}.example" in (site / "sitemap.xml").read_text(encoding="utf-8")
    publish_site(few, site, SiteSettings("https://one.example"))
    assert digest(site) == before
    assert len(list(tmp_path.glob(".site-versions/site-*"))) <= 2


def count_hidden(table: str) -> tuple[int, int]:
    """The cells of a column or row that are hidden, and all of them."""
    return table.count('<td class="hidden">'), table.count("<td")


def test_no_column_of_years_and_no_city_is_mostly_hidden(published: PublishedSite) -> None:
    """What would be such a column or row is a sentence; the files beside the page have every number."""
    columns = 0
    for page in sorted((published.folder / "en").rglob("index.html")):
        text = page.read_text(encoding="utf-8")
        for table in re.findall(r"<table>\s*<caption>.*?</table>", text, flags=re.DOTALL):
            rows = re.findall(r'<tr><th scope="row">FY.*?</tr>', table)
            cells = [re.findall(r"<td[^>]*>", row) for row in rows]
            for column in zip(*cells, strict=True):
                columns += 1
                assert len(column) < 4 or 2 * sum("hidden" in cell for cell in column) <= len(column), page
    assert columns > 30
    cities = (published.folder / "en" / "cities" / "index.html").read_text(encoding="utf-8")
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", cities):
        hidden, every = count_hidden(row)
        assert hidden < every, row


def test_lines_that_are_mostly_hidden_are_named_in_a_sentence(published: PublishedSite) -> None:
    folded = [
        page
        for page in (published.folder / "es").rglob("index.html")
        if "Menos de 30 en la mayoría de estos años" in page.read_text(encoding="utf-8")
    ]
    assert folded
