"""A release as a static site: pages in two languages from published rows alone, whole or not at all."""

import csv
import json
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from finalorder import api
from finalorder.disclosure import open_plan
from finalorder.errors import DamagedError, FinalorderError, InputError
from finalorder.lake import Lake
from finalorder.operations import Operation, load_operation
from finalorder.site import PublishedRows, PublishedSite, SiteSettings, publish_site, require_plan
from finalorder.site.links import find_broken_links

LANGUAGES = ("en", "es")
CITIES = ("Denver", "Houston", "Miami")


@pytest.fixture(scope="module")
def rows(simulated_lake: Path) -> PublishedRows:
    release = Lake(simulated_lake).open_release()
    return PublishedRows(release, require_plan(open_plan(release), release.name), CITIES)


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
            assert pages == {measure.replace("_", "-") for measure in rows.measures}


def test_no_link_leads_nowhere(published: PublishedSite) -> None:
    assert find_broken_links(Path(os.path.realpath(published.folder))) == []


def test_a_page_needs_no_script_and_asks_nobody_else(published: PublishedSite) -> None:
    for path in list_files(published.folder):
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            assert "<script" not in text
            assert not re.search(r'(?:src|rel="stylesheet" href)="https?:', text), path


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
    published: PublishedSite, rows: PublishedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(published.folder)
    monkeypatch.setattr("finalorder.site.publish.find_broken_links", lambda _: ["en/index.html: nowhere/"])
    with pytest.raises(DamagedError, match="lead nowhere"):
        publish_site(rows, published.folder, SiteSettings("https://three.example"))
    assert digest(published.folder) == before


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


def test_the_briefs_of_operations_are_in_the_site(
    published: PublishedSite, rows: PublishedRows, simulated_lake: Path
) -> None:
    operation = load_operation("2019-06-family-operation")

    def write_brief(each: Operation, folder: Path) -> None:
        api.brief(each.id, simulated_lake, folder, lang="all", cities=["Denver"])

    publish_site(rows, published.folder, SiteSettings("https://example.org", [operation], write_brief))
    brief = published.folder / "briefs" / operation.id
    assert {path.name for path in brief.glob("*.html")} >= {"index.html", "index.es.html", "denver.html"}
    page = (published.folder / "en" / "operations" / operation.id / "index.html").read_text(encoding="utf-8")
    assert f"briefs/{operation.id}/index.html" in page


def test_a_city_without_a_court_is_refused_with_the_nearest(simulated_lake: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Houston"):
        api.publish(simulated_lake, tmp_path / "site", api.PublishOptions(cities=("Huston",)))


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
