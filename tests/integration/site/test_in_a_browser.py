"""Every kind of page of a site in headless Chromium: axe, phones, keyboard, print, no request to elsewhere."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support.places import REPOSITORY

pytest.importorskip("starlette", reason="the extra finalorder[server] is not installed")
pytest.importorskip("uvicorn", reason="the extra finalorder[server] is not installed")

import uvicorn
from playwright.sync_api import Browser

from finalorder.server import LiveSite, ServerSettings, create_app

pytestmark = pytest.mark.browser
AXE = REPOSITORY / ".browser" / "node_modules" / "axe-core" / "axe.min.js"
MOST_BYTES = 150_000
KINDS = (
    *("", "cities/", "cities/houston/", "cities/houston/in-absentia/", "cities/houston/by/family-docket/"),
    *("measures/", "measures/backlog/"),
    *("nationalities/", "nationalities/gt/", "operations/", "operations/2019-06-family-operation/", "releases/"),
    *("search/", "search/?q=Huston", "glossary/", "cite/", "not-published/", "developers/", "explore/"),
    *(
        "explore/in-absentia/custody/",
        "explore/in-absentia/houston/2021-2025/",
        "explore/backlog/houston/language/2020/",
    ),
)
OTHERS = ("/r/", "/nowhere/", "/embed/en/cities/houston/in-absentia.html")
PAGES = [f"/{lang}/{kind}" for lang in ("en", "es") for kind in KINDS] + list(OTHERS)


@pytest.fixture(scope="module")
def origin(houston_site: Path) -> Iterator[str]:
    """The address of the site, served in this process."""
    app = create_app(LiveSite(houston_site), ServerSettings(rate=0))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, ws="none"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join(10)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_and_is_light(browser: Browser, origin: str, path: str) -> None:
    page = browser.new_page()
    sizes: dict[str, int] = {}
    said: list[str] = []
    page.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body()) if answer.ok else 0))
    page.on("console", lambda message: said.append(message.text))
    page.goto(origin + path, wait_until="networkidle")
    page.close()
    assert all(url.startswith(origin) for url in sizes)
    assert sum(sizes.values()) < MOST_BYTES
    assert [line for line in said if "404" not in line] == []


#: the rules that axe is asked in each colour scheme: in the dark those of colours, since nothing else differs
AXE_RULES = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
#: axe would find a selector for every element of every rule that holds, and hand over all of them
ASK_AXE = """async rules => {
    const found = await axe.run({...rules, resultTypes: ["violations"], selectors: false});
    const broken = found.violations.map(each => [each.id, each.nodes[0].html.slice(0, 160)]);
    return [found.passes.map(each => each.id), broken];
}"""


@pytest.mark.parametrize("scheme", AXE_RULES)
def test_axe_finds_nothing(browser: Browser, origin: str, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make browser` installs it")
    found = {}
    for path in PAGES:
        page = browser.new_page(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
        page.goto(origin + path)
        page.add_script_tag(path=AXE)
        held, broken = page.evaluate(ASK_AXE, AXE_RULES[scheme])
        page.close()
        assert "color-contrast" in {*held, *(rule for rule, _ in broken)}, f"{path}: axe did not look at colours"
        if broken:
            found[path] = broken
    assert found == {}


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_scrolls_sideways(browser: Browser, origin: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    wide = {}
    for path in PAGES:
        page.goto(origin + path)
        found, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if found > seen:
            wide[path] = (found, seen)
    page.close()
    assert wide == {}


def test_a_question_is_asked_with_the_keyboard_alone(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.goto(origin + "/en/explore/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for name in ("measure", "city", "method", "by", "years"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
        if name == "city":
            page.keyboard.type("Houston")
        if name == "years":
            page.keyboard.type("2021-2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/**/houston/2021-2025/")
    assert "Houston" in page.inner_text("h1")
    page.close()


@pytest.fixture(scope="module")
def folder_origin(houston_site: Path) -> Iterator[str]:
    """The address of the site on a host that serves files and nothing else."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(houston_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("houston", "cities/houston"),
        ("Huston", "cities/houston"),
        ("HOÚSTON", "cities/houston"),
        ("Harris County, TX", "cities/houston"),
        ("Haris Conty", "cities/houston"),
        ("Galvestn", "cities/houston"),
        ("backlog", "measures/backlog"),
        ("pendng cases", "measures/backlog"),
        ("in absentia", "measures/in-absentia"),
        ("family operation", "operations/2019-06-family-operation"),
    ],
)
def test_a_site_searches_without_a_server(browser: Browser, folder_origin: str, text: str, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{folder_origin}/en/search/")
    whole = page.locator(".index a").count()
    page.fill("#q", text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.wait_for_function("document.querySelector('.standfirst').textContent.includes('“')")
    links = page.eval_on_selector_all(".index a", "links => links.map(link => link.href)")
    page.close()
    assert f"{folder_origin}/en/{address}/" in links
    assert len(links) < whole


def test_what_is_looked_for_in_vain_is_text_and_the_whole_list_stays(browser: Browser, folder_origin: str) -> None:
    page = browser.new_page()
    page.goto(f"{folder_origin}/es/search/?q=%3Cb%3Ezzzzqqq%3C/b%3E$&")
    page.wait_for_function("document.querySelector('.standfirst').textContent.includes('«')")
    assert "<b>zzzzqqq</b>$" in page.inner_text(".standfirst")
    assert page.locator(".standfirst b").count() == 0
    assert page.locator(".index a").count() > 20
    page.close()


def test_a_late_release_is_red_where_scripts_run_and_said_where_not(browser: Browser, origin: str) -> None:
    for javascript in (True, False):
        page = browser.new_context(java_script_enabled=javascript).new_page()
        if javascript:
            page.clock.install(time="2030-01-01T00:00:00")
        page.goto(origin + "/en/")
        assert page.locator("[data-due].late").count() == int(javascript)
        assert "late" in page.inner_text("footer")
        page.close()


def test_every_printed_page_has_its_stamp_and_no_menu(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.goto(origin + "/en/cities/houston/in-absentia/")
    page.emulate_media(media="print")
    assert page.locator(".stamp").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.pdf(format="Letter").startswith(b"%PDF")
    page.close()
