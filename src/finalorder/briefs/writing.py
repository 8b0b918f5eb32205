"""A brief on disk: the page, its charts and its data."""

import csv
import io
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from finalorder.briefs.charts import Chart, charts_of
from finalorder.briefs.data import Book, book_of, write_data
from finalorder.briefs.figures import Figures
from finalorder.briefs.page import Material, html
from finalorder.briefs.wording import Words
from finalorder.disclosure import COLUMNS
from finalorder.errors import Problem
from finalorder.operations.claims import ClaimAnswer
from finalorder.operations.scope import Scope


def write(
    scope: Scope, claims: Sequence[ClaimAnswer], figures: Figures, out: Path, *, command: str, lang: str = "en"
) -> list[Path]:
    """Write ``OUT/index.html``, ``OUT/charts`` and ``OUT/data``; the files written, the page first.

    ``command`` is the exact command that makes the brief again. The same input gives the same bytes.

    :raises Problem: if there are no pages in that language, or the folder cannot be written.
    """
    words = Words(lang)
    book = book_of(scope, claims, figures)
    in_absence = next(row for row in book.files["measures"] if row.measure == "share_in_absence" and not row.city)
    charts = charts_of(scope, words, in_absence)
    number = version("finalorder")
    page = html(Material(scope, claims, figures, book, charts, command, number), words)
    try:
        return _written(out, page, charts, book, scope, number)
    except OSError as error:
        raise Problem(f"cannot write to {out} ({error.strerror or error}); choose another --out.") from error


def _written(out: Path, page: str, charts: Mapping[str, Chart], book: Book, scope: Scope, number: str) -> list[Path]:
    data = write_data(book, scope, out / "data", number)
    pictures = [path for chart in charts.values() for path in _write_chart(chart, book, out / "charts")]
    index = out / "index.html"
    index.write_text(page, encoding="utf-8", newline="\n")
    return [index, *pictures, *data]


def _write_chart(chart: Chart, book: Book, folder: Path) -> list[Path]:
    """The picture, and the rows it is drawn from."""
    folder.mkdir(parents=True, exist_ok=True)
    picture, rows = folder / f"{chart.name}.svg", folder / f"{chart.name}.csv"
    picture.write_text(str(chart.wide), encoding="utf-8", newline="\n")
    rows.write_text(_csv(chart, book), encoding="utf-8", newline="\n")
    return [picture, rows]


def _csv(chart: Chart, book: Book) -> str:
    """The answer columns, and the handle that names the same row in ``data/``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "row"])
    for row in chart.rows:
        values = ["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in row.values()]
        writer.writerow([*values, book.handle(row)])
    return text.getvalue()
