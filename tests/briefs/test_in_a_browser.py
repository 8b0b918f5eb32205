"""The page in headless Chromium: no request, no sideways scroll, printable with its stamp on every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import chromium
from brief_material import stand_in
from finalorder.briefs import Figures, write
from finalorder.operations.claims import answers

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium.path()
    if path is None:
        pytest.skip("no Chromium on this machine; `make browser` installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=["en", "es"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("brief")
    scope = stand_in()
    write(
        scope,
        answers(scope),
        Figures(),
        out,
        command="finalorder brief x " + "long" * 60,
        lang=request.param,
        cities=["Miami"],
    )
    return (out / "index.html").as_uri()


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
    assert visible == [shown] * 9


def test_no_chart_is_cut_off(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
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
