"""The text of a report marked up: one HTML file without scripts, each claim beside its place with what answers it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from finalorder.errors import InputError, quote_value
from finalorder.reports.check_answer import CheckAnswer
from finalorder.reports.check_formats import sort_rows
from finalorder.reports.report_check import CheckResult, CheckRow
from finalorder.words import Words

_STYLE = """
*{box-sizing:border-box}
body{font:17px/1.55 Georgia,"Times New Roman",serif;margin:0 auto;max-width:76rem;padding:1.5rem 1rem 4rem;
color:#1b1b1b;background:#fff}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .75rem}
p{margin:.4rem 0}a{color:#0b4a8f}
.block{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem;padding:.9rem 0;
border-top:1px solid #dcdcdc}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
.notes{font:.88rem/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}
mark{background:#ededed;color:inherit;border-bottom:3px solid #6b6b6b;padding:0 .1em}
mark.supported{background:#e0f0e0;border-color:#1b6e1b}mark.contradicted{background:#fbe1de;border-color:#a11a0c}
mark.depends_on_method,mark.upper_bound_only{background:#fdf1d0;border-color:#8a6100}
mark a{color:inherit;text-decoration:none}sup{font:bold .7em system-ui,sans-serif;line-height:0}
.note{border-left:4px solid #6b6b6b;padding:0 0 0 .7rem;margin:0 0 1rem;overflow-wrap:anywhere}
.note.supported{border-color:#1b6e1b}.note.contradicted{border-color:#a11a0c}
.note.depends_on_method,.note.upper_bound_only{border-color:#8a6100}
.verdict{font-weight:bold}.right{font-weight:600}
.small{font-size:.82rem;color:#4a4a4a}code{font-size:.78rem}
.stamp{font:bold 1rem system-ui,sans-serif;color:#a11a0c;border:2px solid;padding:.3rem .6rem;display:inline-block}
.list{font:.92rem/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;padding-left:0;list-style:none;columns:2;
column-gap:2.5rem}
.list li{break-inside:avoid;margin:0 0 .35rem}dl{font:.88rem/1.45 system-ui,sans-serif}dt{font-weight:bold}
dd{margin:0 0 .5rem}
@media(max-width:48rem){.block{display:block}.notes{margin-top:.8rem}.list{columns:1}}
@media print{body{max-width:none;padding:0;font-size:10pt}.note,.list li,dd{break-inside:avoid}.block{gap:0 1.2rem}
a{color:inherit;text-decoration:none}mark,.note{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_AROUND = 34
_SENTENCE_END = re.compile(r"(?<=[\w)%][.!?])[\"”»’)]?\s+(?=[A-ZÁÉÍÓÚÑ¿¡\"“«])")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


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
    """Render the whole page, in the language of the answers: the list, the text with its answers, the definitions."""
    words = Words(checked.lang)
    title = words("check.title")
    stamp = Markup('<p class="stamp">{}</p>').format(words("check.simulated_page")) if checked.meta["simulated"] else ""
    head = Markup('<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">').format(checked.lang)
    meta = Markup('<meta name="viewport" content="width=device-width,initial-scale=1"><title>{}</title>').format(title)
    page = Markup("{}{}<style>{}</style></head><body><main><h1>{}</h1>{}<p>{}</p>{}{}{}</main></body></html>\n")
    rows = _number_rows(checked.rows)
    answers = dict(zip(checked.rows, checked.answers, strict=True))
    parts = (_list_claims(checked, rows, words), _lay_out_text(checked, rows, answers), _define(answers, words))
    return str(page.format(head, meta, Markup(_STYLE), title, stamp, _describe_sources(checked, words), *parts))


def _describe_sources(checked: CheckResult, words: Words) -> Markup:
    if checked.release is None:
        return words("check.no_release", plural=len(checked.rows), count=len(checked.rows))
    return words("check.sources", plural=len(checked.rows), count=len(checked.rows), release=checked.release.name)


def _number_rows(rows: Sequence[CheckRow]) -> dict[CheckRow, int]:
    """Number the claims in the order of the text."""
    return {row: number for number, row in enumerate(rows, start=1)}


def _list_claims(checked: CheckResult, numbers: Mapping[CheckRow, int], words: Words) -> Markup:
    """List the claims by what can be said of them, each linked to its place."""
    if not checked.rows:
        return Markup("")
    items = (
        Markup('<li><span class="verdict">{}</span> <a href="#c{}"><sup>{}</sup> {}</a></li>').format(
            words(f"check.{row.verdict}"), numbers[row], numbers[row], _quote_claim(checked.source, row)
        )
        for row in sort_rows(checked.rows)
    )
    return Markup('<h2>{}</h2><ul class="list">{}</ul>').format(words("check.list"), Markup("").join(items))


def _quote_claim(source: str, row: CheckRow) -> Markup:
    """Quote a claim with the few words of its sentence that stand around it."""
    before = source[max(row.start - _AROUND, 0) : row.start].rpartition("\n")[2]
    after = source[row.end : row.end + _AROUND].partition("\n")[0]
    ends = [match.end() for match in _SENTENCE_END.finditer(before)]
    is_whole = row.start <= len(before) or bool(ends)
    before = before[ends[-1] :] if ends else before
    before = before if is_whole else before.partition(" ")[2]
    end = _SENTENCE_END.search(after)
    if end:
        after = after[: end.end()].rstrip()
    elif row.end + len(after) < len(source):
        after = after.rpartition(" ")[0]
    return Markup("{}<b>{}</b>{}").format(before, " ".join(row.text.split()), after)


def _lay_out_text(
    checked: CheckResult, numbers: Mapping[CheckRow, int], answers: Mapping[CheckRow, CheckAnswer]
) -> Markup:
    """Lay out the text, paragraph by paragraph, with the answers to the claims of each beside it."""
    words, blocks = Words(checked.lang), []
    for start, end in _list_blocks(checked.source):
        inner = [row for row in checked.rows if start <= row.start < end]
        notes = (_format_answer(numbers[row], row, answers[row], words) for row in inner)
        text = Markup("").join(_mark_text(checked.source, (start, end), inner, numbers))
        blocks.append(
            Markup('<div class="block"><div class="text">{}</div><div class="notes">{}</div></div>').format(
                text, Markup("").join(notes)
            )
        )
    return Markup("<h2>{}</h2>{}").format(words("check.answers"), Markup("").join(blocks))


def _list_blocks(source: str) -> Iterator[tuple[int, int]]:
    """Yield where the paragraphs of a text begin and end; all characters but the blank lines between are in one."""
    start = 0
    for match in _BLANK_LINES.finditer(source):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(source):
        yield start, len(source)


def _mark_text(
    source: str, span: tuple[int, int], rows: Sequence[CheckRow], numbers: Mapping[CheckRow, int]
) -> Iterator[Markup]:
    """Yield a paragraph with its claims as marks; one that begins within another has no mark of its own."""
    at, end = span
    for row in rows:
        if row.start < at:
            continue
        yield escape(source[at : row.start])
        yield Markup('<mark class="{}" id="t{}"><a href="#c{}">{}<sup>{}</sup></a></mark>').format(
            row.verdict, numbers[row], numbers[row], row.text, numbers[row]
        )
        at = row.end
    yield escape(source[at:end])


def _format_answer(number: int, row: CheckRow, answer: CheckAnswer, words: Words) -> Markup:
    """Format what stands beside a claim: the verdict, the figures, the sentence that would be right, the citation."""
    about = " · ".join(filter(None, (row.city or row.place, row.cohort.replace("_", " "), row.period)))
    lines = [
        Markup('<sup>{}</sup> <span class="verdict">{}</span>').format(number, words(f"check.{row.verdict}")),
        *(Markup("{}").format(each) for each in (answer.figures or answer.answer_text,) if each),
        *(Markup('<span class="right">{}</span>').format(each) for each in (answer.right,) if each),
        *(Markup("{}").format(each) for each in (answer.why,) if answer.figures and each),
        *(Markup('<span class="small">{}</span>').format(each) for each in (about, row.note) if each),
        *_link_methods(answer),
        *(_format_citation(each) for each in (answer.citation,) if each),
        *(Markup('<span class="small"><code>{}</code></span>').format(each) for each in (answer.question,) if each),
    ]
    inner = Markup("<br>").join(lines)
    return Markup('<div class="note {}" id="c{}">{}</div>').format(row.verdict, number, inner)


def _link_methods(answer: CheckAnswer) -> Iterator[Markup]:
    """Yield the methods of an answer in one line, each linked to what it counts."""
    names = [each.partition(":")[0] for each in answer.definitions]
    links = (Markup('<a href="#m-{}">{}</a>').format(name, name) for name in names)
    if names:
        yield Markup('<span class="small">{}</span>').format(Markup(", ").join(links))


def _format_citation(citation: str) -> Markup:
    if citation.startswith(("https://", "http://")):
        return Markup('<a class="small" href="{}">{}</a>').format(citation, citation)
    return Markup('<span class="small">{}</span>').format(citation)


def _define(answers: Mapping[CheckRow, CheckAnswer], words: Words) -> Markup:
    """Define every method that an answer names, once."""
    told = dict.fromkeys(each for answer in answers.values() for each in answer.definitions)
    if not told:
        return Markup("")
    entries = (
        Markup('<dt id="m-{}">{}</dt><dd>{}</dd>').format(name, name, text.strip())
        for name, _, text in (each.partition(":") for each in told)
    )
    return Markup("<h2>{}</h2><dl>{}</dl>").format(words("check.definitions"), Markup("").join(entries))
