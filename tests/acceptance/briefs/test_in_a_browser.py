"""The page in headless Chromium: no request, no sideways scroll, printable with its stamp on every page."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from finalorder.briefs import IceFigures, write_brief
from finalorder.ice.fact_lookup import Fact
from finalorder.operations import load_operation
from finalorder.operations.claims import answer_claims
from support.brief_material import DAY, absences, curves, operation, stand_in, what_if
from support.places import REPOSITORY

pytestmark = pytest.mark.browser
AXE = REPOSITORY / ".browser" / "node_modules" / "axe-core" / "axe.min.js"
AGREED = Fact("287g_agreements", DAY, "agreements", 2, DAY, source_file="list.xlsx", sheet="A", cell="A1")
#: what ICE's files say, so that their tables are on the pages too
FIGURES = IceFigures(
    monitoring=(Fact("atd_active_participants", DAY, "people", 9, DAY, source_file="FY19.xlsx", sheet="A", cell="B1"),),
    agreements={"Miami": (AGREED,)},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief in both languages, with one page of a city."""
    out = tmp_path_factory.mktemp("brief")
    scope, command = stand_in(), "finalorder brief x " + "long" * 60
    write_brief(
        scope,
        answer_claims(scope),
        FIGURES,
        out,
        command=command,
        lang="all",
        cities=["Miami"],
        counted=(*curves(), *absences(), *what_if()),
    )
    return out


@pytest.fixture(scope="module", params=["index", "index.es", "miami", "miami.es"])
def address(request: pytest.FixtureRequest, folder: Path) -> str:
    """Every kind of page in every language."""
    return (folder / f"{request.param}.html").as_uri()


def test_opening_the_page_asks_for_nothing_else_and_says_nothing_to_the_console(browser: Browser, address: str) -> None:
    page = browser.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    page.close()
    assert requests == [address]
    assert said == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_never_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    page.close()
    assert wide == seen


@pytest.mark.parametrize(("width", "shown"), [(360, "narrow"), (1280, "wide")])
def test_one_of_two_sizes_of_each_chart_is_shown(browser: Browser, address: str, width: int, shown: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    visible = page.evaluate(
        "[...document.querySelectorAll('svg')].filter(s => s.checkVisibility()).map(s => s.parentElement.className)"
    )
    page.close()
    assert visible == [shown] * (4 if "index" in address else 3)


def test_a_page_is_short_enough_to_be_read(browser: Browser, address: str) -> None:
    """A city is at most 9 screens of 800 pixels at a width of 1280 and 14 at 360; the index 10, and 16 at 360."""
    limits = {1280: 10, 360: 16} if "index" in address else {1280: 9, 360: 14}
    for width, screens in limits.items():
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(address)
        height = page.evaluate("document.documentElement.scrollHeight")
        page.close()
        assert height / 800 <= screens, (width, height)


@pytest.mark.parametrize("name", ["miami", "miami.es"])
def test_a_title_of_three_lines_leaves_the_deadline_on_the_first_screen(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    long = load_operation("2025-12-metro-surge")
    scope = stand_in(replace(operation(), title=long.title, title_es=long.title_es))
    write_brief(scope, [], IceFigures(), tmp_path, command="x", lang="all", cities=["Miami"])
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((tmp_path / f"{name}.html").as_uri())
    bottom = page.evaluate("document.querySelector('.now li').getBoundingClientRect().bottom")
    page.close()
    assert bottom < 780


@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_screen_is_enough_for_a_deadline(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    bottom = page.evaluate("document.querySelector('.now li').getBoundingClientRect().bottom")
    page.close()
    assert bottom < 800


def test_a_table_that_is_wider_than_a_phone_shows_that_it_scrolls(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address)
    shadows = page.evaluate(
        """[...document.querySelectorAll('.scroller')].filter(e => e.scrollWidth > e.clientWidth)
            .map(e => getComputedStyle(e).backgroundAttachment)"""
    )
    page.close()
    assert all("scroll" in shadow and "local" in shadow for shadow in shadows)


@pytest.mark.parametrize("width", [360, 1280])
def test_no_chart_is_cut_off(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    cut = page.evaluate(
        """[...document.querySelectorAll('svg text')].filter(t => t.checkVisibility()).filter(t => {
            const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
            return a.left < b.left - 1 || a.right > b.right + 1; }).map(t => t.textContent)"""
    )
    page.close()
    assert cut == []


def test_the_first_stop_of_the_keyboard_leads_to_the_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    page.close()
    assert focused == "#content"


def test_text_has_enough_contrast_with_what_lies_behind_it(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    low = page.evaluate(CONTRAST)
    page.close()
    assert low == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, width: int) -> None:
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("axe-core is not there; `make browser` installs it")
        pytest.skip("axe-core is not there; `make browser` installs it")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    context.close()
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_the_keyboard_goes_through_the_page_from_top_to_bottom(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    places = []
    for _ in range(40):
        page.keyboard.press("Tab")
        places.append(page.evaluate(
            "(() => { const e = document.activeElement; return [...document.querySelectorAll('*')].indexOf(e); })()"
        ))  # fmt: skip
    page.close()
    assert places == sorted(places)
    assert len(set(places)) == 40


def test_in_print_no_heading_stands_apart_from_its_picture_or_table(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    apart = page.evaluate(
        """[...document.querySelectorAll('h2, h3, caption, summary, thead, .picture')].filter(e => e.checkVisibility())
            .filter(e => { const s = getComputedStyle(e);
                return s.breakInside != 'avoid' && s.breakAfter != 'avoid'; }).map(e => e.outerHTML.slice(0, 80))"""
    )
    page.close()
    assert apart == []


def test_every_printed_page_carries_the_stamp(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    styles = page.evaluate(
        """[...document.styleSheets].flatMap(s => [...s.cssRules]).filter(r => r.media && r.media.mediaText == 'print')
            .map(r => r.cssText).join(' ')"""
    )
    pdf = page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    page.close()
    assert "@top-center" in styles
    assert "SIMULATED" in styles
    assert pdf.startswith(b"%PDF")


CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
      if (c !== 'rgba(0, 0, 0, 0)' && c !== 'transparent') return c; } return 'rgb(255, 255, 255)'; };
  const low = [];
  for (const e of document.querySelectorAll('body *:not(svg *)')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
    const a = light(getComputedStyle(e).color), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([e.className, ratio]);
  }
  return low;
}"""
