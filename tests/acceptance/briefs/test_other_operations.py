"""Briefs of operations that are not that of June 2019: their words as read, and nothing without an input.

Counts of the court are masked, since the lake of the tests is made anew. After a change that is meant:
``GOLDEN=write pytest tests/acceptance/briefs/test_other_operations.py``, and read the diff.
"""

import os
import re
from html import unescape
from pathlib import Path

import pytest

from finalorder import api
from finalorder.operations import load_operation
from support.brief_pages import Page, find_english, find_parts_above_wholes, page_of

GOLDEN = Path(__file__).parent / "golden"
#: one nationwide, one of a state, one without any file of beds or 287(g), one of a court that another city has
OPERATIONS = (
    "2025-05-courthouse-arrests",
    "2025-04-tidal-wave",
    "2025-12-metro-surge",
    "2025-08-washington",
)
#: one whose file cites no figure at all, so that a file of its data has no row
NO_FIGURES = "2025-01-children-who-came-alone"
#: what only the operation of June 2019 says
OF_2019 = ("junio de 2019", "2019", "Morgan", "Barry", "rocket", "family beds", "ankle monitor", "10 cities",
           "ten cities", "diez ciudades", "2018 family", "familias de 2018")  # fmt: skip
LINES = {"h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "caption", "figcaption"}


@pytest.fixture(scope="module")
def briefs(simulated_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for name in (*OPERATIONS, NO_FIGURES):
        made[name] = tmp_path_factory.mktemp(name)
        api.brief(name, simulated_lake, made[name], lang=["en", "es"], command=f"finalorder brief {name}")
    return made


def mask_numbers(page: Page) -> str:
    lines = []
    for element in page.elements:
        if element.name in LINES and not set(element.inside) & {"tr", "dt", "dd", "li", "caption", "figcaption"}:
            text = " ".join(element.text.split())
            text = re.sub(r"simulated-[\w.-]+|July 1, 2026|1 de julio de 2026|SIMULATED", "#", text)
            text = re.sub(r"--lake \S+", "--lake LAKE", text)
            text = re.sub(r"[0-9][0-9,.]*%?(?:–[0-9,.]+)?", "#", text)
            # said where it rounds to another number than the count before it, which other processors may make it do
            lines.append(f"{element.name}: {text.replace(' (# for certain)', '')}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_index_says_what_it_said_when_it_was_read(briefs: dict[str, Path], name: str) -> None:
    found, kept = mask_numbers(page_of(briefs[name], "index.html")), GOLDEN / "others" / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(found, encoding="utf-8", newline="\n")
    assert found.splitlines() == kept.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", [*OPERATIONS, NO_FIGURES])
def test_every_link_within_a_brief_leads_somewhere(briefs: dict[str, Path], name: str) -> None:
    paths = list(briefs[name].rglob("*.html"))
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in paths}
    for path, text in texts.items():
        for link in re.findall(r'href="([^"]+)"', text):
            file, _, place = unescape(link).partition("#")
            if ":" in file or unescape(link) == "#":
                continue
            to = (path.parent / file).resolve() if file else path
            assert to.exists(), (path.name, link)
            assert not place or f'id="{place}"' in texts[to], (path.name, link)


@pytest.mark.parametrize("name", [*OPERATIONS, NO_FIGURES])
def test_a_page_in_spanish_has_no_english_besides_titles_quotations_and_code(
    briefs: dict[str, Path], name: str
) -> None:
    pages = [*briefs[name].glob("*.es.html")]
    assert pages
    for path in pages:
        assert find_english(path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_page_has_a_word_of_june_2019(briefs: dict[str, Path], name: str) -> None:
    for path in briefs[name].glob("*.html"):
        page = page_of(briefs[name], path.name)
        text = " ".join(" ".join(element.text for element in page.elements if element.name in LINES).split())
        cited = re.sub(r"https?://\S+", "", text)
        assert not [word for word in OF_2019 if word in cited], path.name


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_in_one_city_speaks_of_that_city(briefs: dict[str, Path], name: str) -> None:
    for path in briefs[name].glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("one cities", "zero cities", "una ciudades", "cero ciudades") if word in text]
    if name == "2025-12-metro-surge":
        spoken = " ".join(element.text for element in page_of(briefs[name], "fort-snelling.html").elements)
        assert "Cases of Minneapolis and St. Paul are heard by the court of Fort Snelling." in spoken
        assert "All cities" not in spoken
        whole = page_of(briefs[name], "index.html")
        assert {"numbers"} == {e.attributes["id"] for e in whole.named("section")} & {"numbers", "cities"}
        assert not {"places.svg", "paths.svg"} & {path.name for path in (briefs[name] / "charts").iterdir()}
        assert "these cities" not in whole.text


def test_an_operation_in_the_whole_country_has_its_numbers_in_one_table(briefs: dict[str, Path]) -> None:
    page = page_of(briefs["2025-05-courthouse-arrests"], "index.html")
    table = next(e for e in page.named("table") if e.attributes["id"] == "table-numbers")
    assert "The whole country" in table.text
    assert "Never detained" in table.text
    assert "table-scope" not in {e.attributes["id"] for e in page.named("table")}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_unknown_is_printed(briefs: dict[str, Path], name: str) -> None:
    """Without a rule, a bed or a list there is no bed, no monitor and no count of agreements."""
    data = (briefs[name] / "data" / "capacity.csv").read_text(encoding="utf-8")
    for measure in ("beds_needed", "beds_free", "beds_short", "monitors_needed", "monitors_in_use", "287g"):
        assert measure not in data
    pages = " ".join(path.read_text(encoding="utf-8") for path in briefs[name].glob("*.html"))
    assert "table-needed" not in pages
    assert "zero cities" not in pages


@pytest.mark.parametrize("name", [*OPERATIONS, NO_FIGURES])
def test_no_part_is_printed_above_its_whole(briefs: dict[str, Path], name: str) -> None:
    for page in briefs[name].glob("*.html"):
        assert find_parts_above_wholes(briefs[name], page.name, load_operation(name).cohorts) == [], page.name
