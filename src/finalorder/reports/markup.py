"""The text of a report marked up: one HTML file without scripts, each claim beside its place with what answers it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from finalorder.errors import InputError, quote_value
from finalorder.reports.check_formats import sort_rows
from finalorder.reports.claim_answers import CheckAnswer
from finalorder.reports.report_check import CheckResult, CheckRow
from finalorder.words import Words

_STYLE = """
body{font:16px/1.5 Georgia,serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.page{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:2rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:#eee;color:inherit;border-bottom:3px solid #767676;padding:0 .1em}
mark.supported{background:#e3f1e3;border-color:#1b6e1b}mark.contradicted{background:#fbe3e0;border-color:#a11a0c}
mark.depends_on_method,mark.upper_bound_only{background:#fdf3d8;border-color:#8a6100}
mark a{color:inherit;text-decoration:none}mark sup{font:bold .7em sans-serif}
li{margin-bottom:1rem;overflow-wrap:anywhere}.verdict{font:bold .85rem sans-serif}
small,.note{font-size:.85rem;color:#4a4a4a}.stamp{font:bold 1rem sans-serif;color:#a11a0c}
@media(max-width:50rem){.page{display:block}}
@media print{body{margin:0;max-width:none;font-size:10pt}li{break-inside:avoid}mark{-webkit-print-color-adjust:exact}}
"""


def write_markup(checked: CheckResult, path: Path) -> None:
    """Write the marked-up text into a file, all at once; a device or a pipe is written to, never replaced.

    :raises FinalorderError: if the file cannot be written.
    """
    is_file = path.is_file() or not path.exists()
    aside = path.with_name(f".{path.name}.part") if is_file else path
    try:
        aside.write_text(render_markup(checked), encoding="utf-8")
        if is_file:
            aside.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {quote_value(str(path))}: {error.strerror}.") from None


def render_markup(checked: CheckResult) -> str:
    """Render the whole page, in the language of the answers."""
    words = Words(checked.lang)
    title = words("check.title")
    stamp = Markup('<p class="stamp">{}</p>').format(words("check.simulated_page")) if checked.meta["simulated"] else ""
    body = Markup('<div class="page"><div class="text">{}</div><div><h2>{}</h2><ol>{}</ol></div></div>').format(
        Markup("").join(_mark_text(checked)), words("check.answers"), Markup("").join(_list_answers(checked, words))
    )
    head = Markup('<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">').format(checked.lang)
    meta = Markup('<meta name="viewport" content="width=device-width,initial-scale=1"><title>{}</title>').format(title)
    page = Markup("{}{}<style>{}</style></head><body><main><h1>{}</h1>{}<p>{}</p>{}</main></body></html>\n")
    return str(page.format(head, meta, Markup(_STYLE), title, stamp, _describe_sources(checked, words), body))


def _describe_sources(checked: CheckResult, words: Words) -> Markup:
    if checked.release is None:
        return words("check.no_release", plural=len(checked.rows), count=len(checked.rows))
    return words("check.sources", plural=len(checked.rows), count=len(checked.rows), release=checked.release.name)


def _mark_text(checked: CheckResult) -> Iterator[Markup]:
    """Return the text with its claims as marks; one that begins within another has no mark of its own."""
    at, numbers = 0, _number_rows(checked.rows)
    for row in checked.rows:
        if row.start < at:
            continue
        yield escape(checked.source[at : row.start])
        number = numbers[row]
        yield Markup('<mark class="{}" id="t{}"><a href="#c{}">{}<sup>{}</sup></a></mark>').format(
            row.verdict, number, number, row.text, number
        )
        at = row.end
    yield escape(checked.source[at:])


def _number_rows(rows: Sequence[CheckRow]) -> dict[CheckRow, int]:
    return {row: number for number, row in enumerate(sort_rows(rows), start=1)}


def _list_answers(checked: CheckResult, words: Words) -> Iterator[Markup]:
    answers = dict(zip(checked.rows, checked.answers, strict=True))
    for number, row in enumerate(sort_rows(checked.rows), start=1):
        yield _format_answer(number, row, answers[row], words)


def _format_answer(number: int, row: CheckRow, answer: CheckAnswer, words: Words) -> Markup:
    told = " · ".join(filter(None, (row.city, row.cohort.replace("_", " "), row.period)))
    parts = [
        Markup('<li id="c{}"><a href="#t{}">{}</a> <span class="verdict">{}</span>').format(
            number, number, row.text, words(f"check.{row.verdict}")
        ),
        Markup("<br><small>{}</small>").format(told) if told else Markup(""),
        Markup("<br>{}").format(answer.answer_text),
        *(Markup('<br><span class="note">{}</span>').format(each) for each in (row.note, *answer.definitions) if each),
        Markup("<br><small>{}</small>").format(answer.citation) if answer.citation else Markup(""),
        Markup("<br><small><code>{}</code></small>").format(answer.question) if answer.question else Markup(""),
    ]
    return Markup("").join([*parts, Markup("</li>")])
