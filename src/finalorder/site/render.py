"""Pages as HTML: one environment of templates, and what every template may name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from finalorder.answers import AnswerRow, format_answer_value
from finalorder.briefs import create_environment, make_slug
from finalorder.disclosure import PublishedTable, load_policy
from finalorder.lake import Release
from finalorder.measures import get_method
from finalorder.site.addresses import link, name_city_page, name_measure_page
from finalorder.site.checksums import ARCHIVE
from finalorder.site.glossary import list_glossary
from finalorder.site.page import Page, name_measure
from finalorder.site.series import label_line
from finalorder.site.site_record import OpenedSite
from finalorder.words import LANGUAGES, Words, load_words, localize

TEMPLATES = Path(__file__).parent / "templates"
#: the court publishes once a month; after this many days the next release is late
DUE_AFTER = timedelta(days=45)
#: how many paragraphs a page of plain text has
TEXT_PARAGRAPHS = {"cite": 3, "not-published": 5}


@dataclass(frozen=True, slots=True)
class Edition:
    """What all pages of a site share: the release, its published tables, where the site will be.

    ``archive`` is the folder of the releases that were published before, ``earlier`` their names, the latest first;
    ``comparisons`` are the pages of comparisons of releases.
    """

    release: Release
    tables: Sequence[PublishedTable]
    base_url: str
    briefs: frozenset[str] = frozenset()
    archive: Path | None = None
    earlier: Sequence[str] = ()
    comparisons: Sequence[str] = ()

    def has_earlier_page(self, release: str, address: str, lang: str) -> bool:
        """Whether an earlier release has a page."""
        return self.archive is not None and (self.archive / release / lang / address / "index.html").is_file()

    @property
    def due(self) -> date:
        """The day by which a newer release should be there."""
        return self.release.day + DUE_AFTER

    def locate_page(self, address: str, lang: str) -> str:
        """Write the address of a page that never changes."""
        return self.locate("/" + "/".join(filter(None, (ARCHIVE, self.release.name, lang, address))) + "/")

    def locate(self, path: str) -> str:
        """Write the address of a path of the site: the whole of it if it is known where the site will be."""
        return f"{self.base_url}{path}"


def list_language_names() -> dict[str, str]:
    """List the languages, each by its own name."""
    return {lang: load_words(lang).format_plain("page.own_language") for lang in LANGUAGES}


def read_asset(name: str) -> str:
    """Read the one stylesheet of the site, or its one script."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def has_picture(page: Page) -> bool:
    """Whether a page has a picture for those who link to it: the nation's measures, and absence in each city."""
    return page.chart is not None and (page.address.startswith("measures/") or page.address.endswith("/in-absentia"))


def render_page(page: Page, edition: Edition, words: Words, *, live: bool = False) -> str:
    """Render a page as HTML; ``live`` is one that a server makes, which has every form of its rows."""
    template = create_environment(TEMPLATES).get_template(f"{page.template}.html.j2")
    return template.render({**_build_context(page, edition, words), **page.context, "live": live})


def render_live_page(page: Page, site: OpenedSite, words: Words) -> str:
    """Render a page that a server makes of a published site."""
    rows = site.rows
    edition = Edition(rows.release, list(rows.plan.tables.values()), site.base_url)
    return render_page(page, edition, words, live=True)


def render_embed(page: Page, edition: Edition, words: Words) -> str:
    """Render the picture of a page to stand in another site, without a script."""
    root = "../" * (page.address.count("/") + 2)
    target = edition.base_url or root
    target = f"{target.rstrip('/')}/{words.lang}/{page.address}/"
    return (
        create_environment(TEMPLATES)
        .get_template("embed.html.j2")
        .render(page=page, words=words, target=target, root=root)
    )


def render_plain(template: str, **values: Any) -> str:
    """Render a page that stands outside the languages."""
    return create_environment(TEMPLATES).get_template(f"{template}.html.j2").render(**values)


def _build_context(page: Page, edition: Edition, words: Words) -> Mapping[str, Any]:
    depth = page.address.count("/") + 2 if page.address else 1
    last = page.address.rpartition("/")[2]
    policy = load_policy()
    return {
        "page": page,
        "words": words,
        "say": partial(_say, words),
        "root": "../" * depth,
        "to": lambda target: link(target, page.address),
        "to_place": lambda target: (
            link(target.partition("/#")[0], page.address) + (f"#{target.partition('/#')[2]}" if "/#" in target else "")
        ),
        "to_language": lambda lang: f"{'../' * depth}{lang}/{page.address + '/' if page.address else ''}",
        "name_file": lambda ending: f"../{last}{ending}" if page.address else f"index{ending}",
        "address": edition.locate_page(page.address, words.lang),
        "address_of": edition.locate,
        "format_value": lambda row: format_answer_value(row, words.lang),
        "name_measure": lambda measure: name_measure(measure, words),
        "label_part": lambda row: _label_part(row, words),
        "write_interval": lambda row: _write_interval(row, words),
        "localize": lambda part, field: localize(part, field, words.lang),
        "list_texts": lambda name: [_say(words, f"{name}.{n}") for n in range(1, TEXT_PARAGRAPHS[name] + 1)],
        "glossary": list_glossary(words.lang),
        "name_city_page": name_city_page,
        "name_measure_page": name_measure_page,
        "make_slug": make_slug,
        "languages": LANGUAGES,
        "language_names": list_language_names(),
        "brief_index": "index.html" if words.lang == LANGUAGES[0] else f"index.{words.lang}.html",
        "briefs": edition.briefs,
        "earlier": edition.earlier,
        "vintages": list(_list_vintages(page, edition, words.lang, "../" * depth)),
        "comparisons": edition.comparisons,
        "picture": edition.locate(f"/{words.lang}/{page.address}.png")
        if has_picture(page) and edition.base_url
        else "",
        "simulated": edition.release.manifest.simulated,
        "release": edition.release,
        "due": edition.due,
        "tables": edition.tables,
        "version": version("finalorder"),
        "step": policy.rounded_to,
        "first_shown": policy.first_shown,
    }


def _list_vintages(page: Page, edition: Edition, lang: str, root: str) -> Iterator[tuple[str, str]]:
    """List the earlier releases that have a page, and where; from the archive only a whole address leads there."""
    for name in edition.earlier:
        if edition.has_earlier_page(name, page.address, lang):
            path = "/".join(filter(None, (ARCHIVE, name, lang, page.address)))
            yield name, edition.locate(f"/{path}/") if edition.base_url else f"{root}{path}/"


def _say(words: Words, message: str, /, **values: Any) -> str:
    return words.format_plain(f"site.{message}", **values)


def _label_part(row: AnswerRow, words: Words) -> str:
    """Label a row by its method and its part."""
    part = (row.order_class, row.level_1 if row.by_1 in ("horizon", "outcome", "notice", "language") else "")
    return label_line(get_method(row.method), part, words) if row.method else row.cohort.replace("_", " ")


def _write_interval(row: AnswerRow, words: Words) -> str:
    """Write the interval of a row: that of a share, or what a rounded count may be; empty where there is none."""
    if row.low is not None and row.high is not None:
        write = words.format_share if row.is_share else words.format_quantity
        return _say(words, "between", low=write(row.low), high=write(row.high))
    if row.floor is not None and row.ceiling is not None and row.status != "hidden":
        return _say(words, "between", low=words.format_number(row.floor), high=words.format_number(row.ceiling))
    return ""
