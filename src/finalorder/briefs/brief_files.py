"""A brief on disk: its pages, their charts, and its data."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict, Unpack

from finalorder.answers import ANSWER_COLUMNS, AnswerRow, format_csv
from finalorder.briefs.brief_data import BriefData, build_brief_data, write_data_files
from finalorder.briefs.charts import Chart, draw_charts
from finalorder.briefs.ice_figures import IceFigures
from finalorder.briefs.page_files import make_slug, plan_site
from finalorder.briefs.pages import BriefMaterial, render_page
from finalorder.briefs.row_index import ScopeLookup
from finalorder.errors import build_write_error
from finalorder.operations import ClaimAnswer, Scope
from finalorder.words import Words


class PageOptions(TypedDict, total=False):
    """How a brief is written: the command that makes it again, languages, cities with pages, the incidence curves."""

    command: str
    lang: str | Sequence[str]
    cities: Sequence[str]
    pace: Iterable[AnswerRow]


def write_brief(
    scope: Scope,
    claims: Sequence[ClaimAnswer],
    figures: IceFigures,
    out: Path,
    **options: Unpack[PageOptions],
) -> list[Path]:
    """Write ``OUT/index.html``, a page a city, ``OUT/charts`` and ``OUT/data``; the files written, the index first.

    ``lang`` is one language or several (``all``: every one); the first has the plain file names. ``cities`` limits
    which cities get a page. ``pace`` are the rows of :func:`finalorder.operations.pace.pace`. ``command`` is the exact
    command that makes the brief again. The same input gives the same bytes.

    :raises FinalorderError: for a city that the operation does not have, a language without pages, or a folder that
        cannot be
        written.
    """
    lang = options.get("lang", "en")
    site = plan_site(scope.operation, options.get("cities", ()), [lang] if isinstance(lang, str) else lang)
    book, number = build_brief_data(scope, claims, figures, options.get("pace", ())), version("finalorder")
    material = BriefMaterial(scope, claims, figures, book, site, options.get("command", ""), number)
    try:
        (out / "charts").mkdir(parents=True, exist_ok=True)
        pages = [
            path
            for each in site.languages
            for path in _write_pages(material, Words(each, scope.operation.messages), out)
        ]
        return [*pages, *write_data_files(book, scope, out / "data", number)]
    except OSError as error:
        raise build_write_error(
            error, f"cannot write to {out} ({error.strerror or error}); choose another --out."
        ) from error


def export_brief(
    scope: Scope, claims: Sequence[ClaimAnswer], figures: IceFigures, pace: Iterable[AnswerRow] = ()
) -> dict[str, Any]:
    """Return the whole brief as data: ``meta``, and the rows of each file of ``data/`` under its name."""
    book, operation = build_brief_data(scope, claims, figures, pace), scope.operation
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
    lookup, site, book = ScopeLookup(material.scope), material.site, material.brief_data
    for city in ("", *site.cities):
        charts = draw_charts(lookup, words, book, city, make_slug(city))
        yield _write_page_file(out / site.name_page(city, words.lang), render_page(material, words, charts, city))
        for chart in charts.values():
            yield from _write_chart(chart, book, out / "charts", site.find_language_suffix(words.lang))


def _write_chart(chart: Chart, book: BriefData, folder: Path, ending: str) -> Iterator[Path]:
    """Write the picture, and the rows it is drawn from, which are the same in every language."""
    picture = next(iter(chart.pictures.values()))
    yield _write_page_file(folder / f"{chart.name}{ending}.svg", str(picture))
    if not ending:
        yield _write_page_file(folder / f"{chart.name}.csv", _format_chart_csv(chart.rows, book))


def _write_page_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _format_chart_csv(rows: Sequence[AnswerRow], book: BriefData) -> str:
    """Format the answer columns, and the handle that names the same row in ``data/``."""
    return format_csv([*ANSWER_COLUMNS, "row"], ((*row.to_tuple(), book.find_handle(row)) for row in rows))


def serialize_brief(brief: Mapping[str, Any]) -> str:
    """Return a whole brief as text."""
    return json.dumps(brief, ensure_ascii=False, indent=1) + "\n"
