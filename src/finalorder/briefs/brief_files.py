"""A brief on disk: its pages, their charts, and its data."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict, Unpack

from finalorder.answers import ANSWER_COLUMNS, LICENCE, NO_PROVENANCE, AnswerRow, Provenance, format_csv
from finalorder.briefs.brief_data import BriefData, build_brief_data, write_data_files
from finalorder.briefs.chart_images import convert_to_png
from finalorder.briefs.charts import Chart, ChartFrame, draw_charts
from finalorder.briefs.data_page import list_tidy_files
from finalorder.briefs.ice_figures import IceFigures
from finalorder.briefs.page_files import make_slug, plan_site
from finalorder.briefs.pages import BriefMaterial, Publication, render_data_page, render_handout, render_page
from finalorder.briefs.row_index import ScopeLookup
from finalorder.errors import build_write_error
from finalorder.operations import ClaimAnswer, Scope
from finalorder.words import Words


class PageOptions(TypedDict, total=False):
    """How a brief is written: the command that makes it again, languages, cities with pages, what was counted besides.

    ``counted`` are rows of measures besides the scope; ``address`` is where the brief is published; ``printed`` the day
    from which the table of last days goes back twelve months, else that of the release; ``png`` draws each chart as
    PNG too; ``handout`` writes two pages to print for each place; ``provenance`` is what rebuilds the brief.
    """

    command: str
    lang: str | Sequence[str]
    cities: Sequence[str]
    counted: Iterable[AnswerRow]
    address: str
    printed: date | None
    png: bool
    handout: bool
    provenance: Provenance


def write_brief(
    scope: Scope,
    claims: Sequence[ClaimAnswer],
    figures: IceFigures,
    out: Path,
    **options: Unpack[PageOptions],
) -> list[Path]:
    """Write ``OUT/index.html``, a page a city, ``OUT/charts`` and ``OUT/data``; the files written, the index first.

    ``lang`` is one language or several (``all``: every one); the first has the plain file names. ``cities`` limits
    which cities get a page. ``command`` is the exact command that makes the brief again. The same input gives the same
    bytes.

    :raises FinalorderError: for a city that the operation does not have, a language without pages, or a folder that
        cannot be
        written.
    """
    lang = options.get("lang", "en")
    site = plan_site(scope.operation, options.get("cities", ()), [lang] if isinstance(lang, str) else lang)
    book, published = build_brief_data(scope, claims, figures, options.get("counted", ())), _publish(scope, options)
    material = BriefMaterial(scope, claims, figures, book, site, published)
    tidy = list_tidy_files(book, scope, published.printed)
    try:
        (out / "charts").mkdir(parents=True, exist_ok=True)
        speak = [Words(each, scope.operation.messages) for each in site.languages]
        pages = [path for words in speak for path in _write_pages(material, words, out)]
        data = write_data_files(book, scope, out / "data", published.provenance, tidy)
        rows = [_write_rows_page(material, words, out) for words in speak]
    except OSError as error:
        raise build_write_error(
            error, f"cannot write to {out} ({error.strerror or error}); choose another --out."
        ) from error
    return [*pages, *data, *rows]


def _publish(scope: Scope, options: PageOptions) -> Publication:
    return Publication(
        options.get("command", ""),
        version("finalorder"),
        options.get("address", ""),
        options.get("printed") or scope.release.day,
        options.get("png", False),
        options.get("handout", False),
        options.get("provenance", NO_PROVENANCE),
    )


def export_brief(
    scope: Scope, claims: Sequence[ClaimAnswer], figures: IceFigures, counted: Iterable[AnswerRow] = ()
) -> dict[str, Any]:
    """Return the whole brief as data: ``meta``, and the rows of each file of ``data/`` under its name."""
    book, operation = build_brief_data(scope, claims, figures, counted), scope.operation
    meta = {
        **book.scope_shown.meta,
        "operation": operation.id,
        "title": operation.title,
        "as_of": scope.as_of.isoformat(),
    }
    rows = {file: [row.to_record() for row in found] for file, found in book.files.items()}
    return {"meta": {**meta, "finalorder": version("finalorder")}, **rows}


def _write_pages(material: BriefMaterial, words: Words, out: Path) -> Iterator[Path]:
    """Write the pages of one language with their charts, the index first."""
    lookup, site, book = ScopeLookup(material.scope, material.brief_data.cut), material.site, material.brief_data
    for city in ("", *site.cities):
        charts = draw_charts(lookup, words, book, _frame_charts(material, words, city), city)
        yield _write_page_file(out / site.name_page(city, words.lang), render_page(material, words, charts, city))
        for chart in charts.values():
            yield from _write_chart(chart, material, out / "charts", site.find_language_suffix(words.lang))
        if material.publication.has_handout:
            yield _write_page_file(out / site.name_handout(city, words.lang), render_handout(material, words, city))


def _frame_charts(material: BriefMaterial, words: Words, city: str) -> ChartFrame:
    """Build what the charts of a place say of themselves when they are taken from the page."""
    scope, published = material.scope, material.publication
    stamps = tuple(
        words.translate_name("stamp", stamp.split(" ", maxsplit=1)[0].lower()) for stamp in scope.shown.stamps
    )
    place = words.translate_name("city", city) if city else words.format_plain("cities.together")
    subtitle = f"{place}, {words.format_day(scope.as_of)}"
    source = words.format_plain("chart.source", citation=scope.release.citation, version=published.version)
    licence = words.format_plain("chart.licence", licence=LICENCE["title"])
    if published.address:
        licence = f"{licence} {published.address}"
    return ChartFrame(stamps, subtitle, source, licence, make_slug(city), provenance=published.provenance)


def _write_chart(chart: Chart, material: BriefMaterial, folder: Path, ending: str) -> Iterator[Path]:
    """Write the picture in both sizes, and the rows it is drawn from, which are the same in every language."""
    for size, picture in chart.standalone.items():
        yield _write_page_file(folder / f"{chart.name}{size}{ending}.svg", str(picture))
        if material.publication.has_png:
            about = material.publication.provenance.to_json()
            yield convert_to_png(str(picture), folder / f"{chart.name}{size}{ending}.png", about)
    if not ending:
        yield _write_page_file(folder / f"{chart.name}.csv", _format_chart_csv(chart.rows, material.brief_data))


def _write_rows_page(material: BriefMaterial, words: Words, out: Path) -> Path:
    return _write_page_file(out / material.site.name_data_page(words.lang), render_data_page(material, words))


def _write_page_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _format_chart_csv(rows: Sequence[AnswerRow], book: BriefData) -> str:
    """Write the answer columns, and the handle that names the same row in ``data/``."""
    handles = map(book.find_handle, rows)
    return format_csv([*ANSWER_COLUMNS, "row"], ((*book.find_row(each).to_tuple(), each) for each in handles))


def serialize_brief(brief: Mapping[str, Any]) -> str:
    """Serialize a whole brief."""
    return json.dumps(brief, ensure_ascii=False, indent=1) + "\n"
