"""The rows behind a brief as a page: each with its name, what it counts in words, and an anchor that a number leads to.

Beside it lie tidy tables: a row a city (``cities.csv``), the words for every code (``labels.csv``), last days.
"""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from finalorder.answers import AnswerRow, format_csv
from finalorder.briefs.brief_data import DATA_FILES, BriefData
from finalorder.briefs.city_numbers import name_level
from finalorder.briefs.filling import fill_element
from finalorder.briefs.legal_help import LAST_DAYS_COLUMNS, LAST_DAYS_FILE, list_last_days_rows
from finalorder.briefs.row_index import ScopeLookup
from finalorder.measures import ALL_STANDING, ORDER_LANGUAGES, PATHWAYS, SPLITS
from finalorder.operations import Scope
from finalorder.words import Words, load_words

CITIES_FILE, LABELS_FILE = "cities.csv", "labels.csv"
#: the splits of all standing orders that are columns of ``cities.csv``
TIDY_SPLITS = {**{name: levels for name, levels in SPLITS.items() if name not in ("", "in_absentia")}, **PATHWAYS}
_ROW_HTML = (
    '<tr id="{file}-{number}"><th scope="row">{file}/{number}</th><td>{what}</td><td>{city}</td>'
    '<td class="num">{value}</td><td class="num">{bounds}</td><td>{status}</td><td>{as_of}</td>'
    "<td>{method}</td><td>{note}</td></tr>\n"
)


def list_tidy_files(book: BriefData, scope: Scope, printed: date) -> dict[str, str]:
    """List the tidy tables by the names of their files."""
    return {
        CITIES_FILE: format_csv(*_build_cities_table(scope)),
        LABELS_FILE: format_csv(("column", "code", "en", "es"), _list_labels(book)),
        LAST_DAYS_FILE: format_csv(LAST_DAYS_COLUMNS, list_last_days_rows(printed)),
    }


def _build_cities_table(scope: Scope) -> tuple[list[str], list[list[object]]]:
    """Build columns and rows of ``cities.csv``; the row of all cities comes first."""
    lookup = ScopeLookup(scope)
    groups = (ALL_STANDING, *(name for name in scope.groups if name != ALL_STANDING))
    cells = [*((group, "", "") for group in groups), *_list_tidy_cells()]
    header = ["city", "as_of", "release", "simulated", "stamps", *(".".join(filter(None, cell)) for cell in cells)]
    told = [scope.as_of.isoformat(), scope.release.name, scope.release.simulated, "; ".join(scope.shown.stamps)]
    rows: list[list[object]] = []
    for city in ("", *scope.operation.cities):
        counts: list[object] = [lookup.find_count(city, *cell).value for cell in cells]
        rows.append([city or "all", *told, *counts])
    return header, rows


def _list_tidy_cells() -> Iterator[tuple[str, str, str]]:
    for split, levels in {**TIDY_SPLITS, "language": ORDER_LANGUAGES}.items():
        for level in levels:
            yield ALL_STANDING, split, level


def _list_labels(book: BriefData) -> list[tuple[str, str, str, str]]:
    """List column, code and words of everything that stands as a code in the rows, each once."""
    english, spanish = load_words("en"), load_words("es")
    codes = {each for rows in book.files.values() for row in rows for each in _list_codes(row) if each[1]}
    return [(*each, _name_code(*each, english), _name_code(*each, spanish)) for each in sorted(codes)]


def _list_codes(row: AnswerRow) -> Iterator[tuple[str, str]]:
    """List the codes of a row, each under the name of its column."""
    yield from (("measure", row.measure), ("cohort", row.cohort), ("method", row.method), ("status", row.status))
    if row.by_1 not in ("claim", "item"):
        yield f"level_1 of {row.by_1}", row.level_1


def _name_code(column: str, code: str, words: Words) -> str:
    groups = {"measure": "row", "cohort": "group", "method": "absence_method", "status": "status"}
    if column in groups:
        return words.translate_name(groups[column], code)
    return name_level(words, column.removeprefix("level_1 of "), code)


def describe_row(row: AnswerRow, words: Words) -> str:
    """Describe what a row counts, in words: its measure, its group, its split and level."""
    parts = [words.translate_name("row", row.measure)]
    if row.cohort and row.measure != "claim":
        parts.append(words.translate_name("group", row.cohort))
    if row.by_1 in ("claim", "item"):
        parts.append(row.level_1)
    elif row.by_1:
        parts.append(name_level(words, row.by_1, row.level_1))
    if row.by_2 in ("interval", "horizon"):
        parts.append(words.find_word("level", row.level_2))
    elif row.by_2 and row.by_2 != "verdict":
        parts.append(words.translate_name("docket", row.level_2))
    return ", ".join(parts)


def render_data_rows(book: BriefData, words: Words) -> Markup:
    """Render the rows of all files as rows of a table, each with its anchor."""
    rows = (
        _render_row(file, number, row, words) for file in DATA_FILES for number, row in enumerate(book.files[file], 1)
    )
    return Markup("".join(rows))


def _render_row(file: str, number: int, row: AnswerRow, words: Words) -> Markup:
    bounds = "" if row.low is None or row.high is None or row.low == row.high else _format_bounds(row, words)
    return fill_element(
        _ROW_HTML,
        file=file,
        number=number,
        what=describe_row(row, words),
        city=words.translate_name("city", row.city) if row.city else "",
        value=_format_value(row, words),
        bounds=bounds,
        status=words.translate_name("status", row.status),
        as_of=row.as_of,
        method=row.method,
        note="; ".join(filter(None, (row.condition, row.note))),
    )


def _format_value(row: AnswerRow, words: Words) -> str:
    if row.value is None and row.floor is not None and row.ceiling is not None:
        return f"{row.floor}–{row.ceiling}"
    if row.value is None:
        return ""
    if not row.is_share:
        return words.format_number(row.value)
    of = words.format_number(row.denominator or 0)
    return words.format_plain(
        "share.of", share=words.format_share(row.value), count=words.format_number(row.numerator or 0), whole=of
    )


def _format_bounds(row: AnswerRow, words: Words) -> str:
    write = words.format_share if row.is_share else words.format_number
    return f"{write(row.low or 0)}–{write(row.high or 0)}"
