"""A brief on disk: its pages, their charts, and its data."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from finalorder.briefs.charts import Chart, charts_of
from finalorder.briefs.data import Book, book_of, write_data
from finalorder.briefs.figures import Figures
from finalorder.briefs.lookup import Lookup
from finalorder.briefs.page import Material, html
from finalorder.briefs.site import site_of, slug
from finalorder.briefs.wording import Words
from finalorder.disclosure import COLUMNS, AnswerRow
from finalorder.errors import Problem
from finalorder.operations.claims import ClaimAnswer
from finalorder.operations.scope import Scope


def write(
    scope: Scope,
    claims: Sequence[ClaimAnswer],
    figures: Figures,
    out: Path,
    *,
    command: str,
    lang: str | Sequence[str] = "en",
    cities: Sequence[str] = (),
    pace: Iterable[AnswerRow] = (),
) -> list[Path]:
    """Write ``OUT/index.html``, a page a city, ``OUT/charts`` and ``OUT/data``; the files written, the index first.

    ``lang`` is one language or several (``all``: every one); the first has the plain file names. ``cities`` limits
    which cities get a page. ``pace`` are the rows of :func:`finalorder.operations.pace.pace`. ``command`` is the exact
    command that makes the brief again. The same input gives the same bytes.

    :raises Problem: for a city that the operation does not have, a language without pages, or a folder that cannot be
        written.
    """
    site = site_of(scope.operation, cities, [lang] if isinstance(lang, str) else lang)
    book, number = book_of(scope, claims, figures, pace), version("finalorder")
    material = Material(scope, claims, figures, book, site, command, number)
    try:
        (out / "charts").mkdir(parents=True, exist_ok=True)
        pages = [path for each in site.languages for path in _pages(material, Words(each), out)]
        return [*pages, *write_data(book, scope, out / "data", number)]
    except OSError as error:
        raise Problem(f"cannot write to {out} ({error.strerror or error}); choose another --out.") from error


def whole(
    scope: Scope, claims: Sequence[ClaimAnswer], figures: Figures, pace: Iterable[AnswerRow] = ()
) -> dict[str, Any]:
    """The whole brief as data: ``meta``, and the rows of each file of ``data/`` under its name."""
    book, operation = book_of(scope, claims, figures, pace), scope.operation
    meta = {**book.profile.meta, "operation": operation.id, "title": operation.title, "as_of": scope.as_of.isoformat()}
    rows = {
        file: [dict(zip(COLUMNS, row.values(), strict=True)) for row in found] for file, found in book.files.items()
    }
    return {"meta": {**meta, "finalorder": version("finalorder")}, **rows}


def _pages(material: Material, words: Words, out: Path) -> Iterator[Path]:
    """The pages of one language with their charts, the index first."""
    lookup, site, book = Lookup(material.scope), material.site, material.book
    for city in ("", *site.cities):
        charts = charts_of(lookup, words, book, city, slug(city))
        yield _text(out / site.file(city, words.lang), html(material, words, charts, city))
        for chart in charts.values():
            yield from _write_chart(chart, book, out / "charts", site.ending(words.lang))


def _write_chart(chart: Chart, book: Book, folder: Path, ending: str) -> Iterator[Path]:
    """The picture, and the rows it is drawn from, which are the same in every language."""
    picture = next(iter(chart.pictures.values()))
    yield _text(folder / f"{chart.name}{ending}.svg", str(picture))
    if not ending:
        yield _text(folder / f"{chart.name}.csv", _csv(chart.rows, book))


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _csv(rows: Sequence[AnswerRow], book: Book) -> str:
    """The answer columns, and the handle that names the same row in ``data/``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "row"])
    for row in rows:
        values = ["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in row.values()]
        writer.writerow([*values, book.handle(row)])
    return text.getvalue()


def as_json(brief: Mapping[str, Any]) -> str:
    """A whole brief as text."""
    return json.dumps(brief, ensure_ascii=False, indent=1) + "\n"
