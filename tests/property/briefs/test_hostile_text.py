"""Text from an operation file reaches a page as text and never as markup, whatever it is and wherever it stands."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from finalorder.briefs import IceFigures
from finalorder.briefs.brief_data import build_brief_data
from finalorder.briefs.charts import Chart
from finalorder.briefs.page_files import plan_site
from finalorder.briefs.pages import BriefMaterial, Publication, render_page
from finalorder.operations import Operation, Source
from finalorder.operations.claims import answer_claims
from finalorder.words.catalog import Words
from support.brief_material import DAY, curves, operation, stand_in

#: what breaks out of text, of attributes, of templates, of messages, of chart specifications
PIECES = [
    "<", ">", "</", "&", '"', "'", "`", "{{", "}}", "{%", "{", "}", "@order", "script", "img src=x onerror=", "]]>",
    "<!--", "javascript:", "a", " ", "=", "/", "%", "style", "</title>", "</svg>", chr(92), chr(0x202E),
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


class Shape(HTMLParser):
    """The elements of a page and the names of their attributes, without any text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def carrying(text: str) -> Operation:
    """The shipped operation with one text in every place that a file may fill."""
    about = operation()
    source = Source("bad", text, "https://example.org/", about.announced, text)
    claim = replace(about.claims[0], says=text, who=text, where=text, reason=text, note=text, quotation=text,
                    period=text, says_es=None, who_es=None, where_es=None, reason_es=None, note_es=None, period_es=None,
                    sources=(source,), cities=("Miami",))  # fmt: skip
    figure = {"name": text, "note": text, "locator": text, "name_es": None, "note_es": None, "sources": (source,)}
    police = replace(about.police[0], agency=text, says=text, says_es=None, city="Miami")
    revision = replace(about.revisions[0], what=text, reason=text, what_es=None, reason_es=None)
    return replace(
        about, id=text, title=text, summary=text, title_es=None, summary_es=None, sources=(source,), claims=(claim,),
        capacities=(replace(about.capacities[0], **figure),), police=(police,), revisions=(revision,),
        bibliography=(source,),
    )  # fmt: skip


def draw_chart_text(text: str, lang: str, city: str) -> Shape:
    scope = stand_in(carrying(text))
    said = answer_claims(scope)
    book = build_brief_data(scope, said, IceFigures(), curves())
    published = Publication(text, "0", text, DAY, has_png=True, has_handout=True)
    site = plan_site(scope.operation, ["Miami"], ["all"])
    material = BriefMaterial(scope, said, IceFigures(), book, site, published)
    return Shape(render_page(material, Words(lang), CHARTLESS, city))


#: charts hold no text of a file; they are left out here, because they take most of the time
KINDS = ("groups", "flow", "notice", "absence", "speed", "places", "multiples", "paths", "methods")
CHARTLESS = {kind: Chart(kind, kind, Markup(""), "", {}, {}, ()) for kind in KINDS}


@pytest.fixture(scope="module")
def harmless() -> dict[tuple[str, str], Shape]:
    return {(lang, city): draw_chart_text("harmless", lang, city) for lang in ("en", "es") for city in ("", "Miami")}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT, lang=st.sampled_from(["en", "es"]), city=st.sampled_from(["", "Miami"]))
def test_no_text_changes_the_elements_of_a_page(
    harmless: dict[tuple[str, str], Shape], text: str, lang: str, city: str
) -> None:
    page, plain = draw_chart_text(text, lang, city), harmless[lang, city]
    assert page.seen == plain.seen
    assert text in page.text
    assert not [link for link in page.links if link.lower().startswith("javascript")]
