"""The pages of Explore: the form, and the answer to a question with its sentence, chart, table, methods and files."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finalorder.answers import Answer, AnswerRow, fold_hidden_rows, make_question, name_level
from finalorder.briefs import draw_answer, write_sentences
from finalorder.registry import load_dimensions
from finalorder.site.explore import EXPLORE, YEARS, SiteAnswer, SiteQuestion, list_splits
from finalorder.site.page import Page, name_measure
from finalorder.site.published_rows import PublishedRows
from finalorder.site.series import YEARS_SHOWN, Line, choose_lines, list_lines, list_years
from finalorder.site.series_chart import caption_chart, draw_series
from finalorder.words import Words

#: a page holds so many rows, and so many lines of years; its files have all
MOST_ROWS, MOST_LINES = 200, 60
#: splits of the nation that every site has a page of, whether a server answers forms or not
STATIC_SPLITS = ("represented", "family-docket", "custody", "docket", "initial", "juvenile", "case-type", "case-state")

#: dimensions whose codes have words of their own
LEVEL_WORDS = {"custody": "custody_code", "family-docket": "docket"}


def make_form_page(rows: PublishedRows, words: Words) -> Page:
    """Make the page of the form, with what can be reached without it."""
    context = {"form": list_choices(rows, words), "asked": {}, "static": list_static_questions(rows)}
    return Page(EXPLORE, "explore", _say(words, "explore.title"), _say(words, "explore.summary"), context)


def list_choices(rows: PublishedRows, words: Words) -> dict[str, list[tuple[str, str]]]:
    """List what each field of the form offers: the value and its name."""
    return {
        "measure": [(each, name_measure(each, words)) for each in rows.measures],
        "city": [(city, city) for city in rows.cities],
        "method": [(each.id, each.id.replace("_", " ")) for found in rows.measures.values() for each in found],
        "by": [(each, words.find_word("by", each)) for each in list_splits(rows)],
    }


def list_static_questions(rows: PublishedRows) -> list[SiteQuestion]:
    """List the questions whose answers are pages of every site: the nation's splits of each measure."""
    found = []
    for measure, methods in rows.measures.items():
        for split in STATIC_SPLITS:
            table = rows.plan.tables.get(split)
            if table and any(each.id in table.methods for each in methods):
                found.append(SiteQuestion(measure, split=split))
    return found


def make_answer_page(found: SiteAnswer, rows: PublishedRows, words: Words) -> Page:
    """Make the page that answers a question."""
    question, shown = found.question, found.answer.shown
    folded = fold_hidden_rows(shown, words)
    rows_here = _choose_largest(folded.kept)
    title = _write_title(question, words)
    sentence = write_finding(found, words)
    context = {
        "form": list_choices(rows, words),
        "asked": describe_form(question),
        "rows": rows_here,
        "left": len(folded.kept) - len(rows_here),
        "folded": folded.sentences,
        "methods": found.methods,
        "command": question.as_question(words.lang).to_command("lake"),
        "split": question.split,
        "has_years": YEARS in question.by,
        "lines": list_year_lines(found) if YEARS in question.by else [],
        "years": _list_shown_years(folded.kept),
        "name_level": lambda row: name_part(question.split, find_level(row, question.split), words),
    }
    chart = _draw(found, title, rows, words)
    return Page(question.address, "explore-answer", title, sentence or title, context, shown, chart, sentence)


def _choose_largest(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Choose the rows that a page can hold, those with the largest numbers, in the order of the answer."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    least = sorted((row.value or 0 for row in rows), reverse=True)[MOST_ROWS - 1]
    return [row for row in rows if (row.value or 0) >= least][:MOST_ROWS]


def list_year_lines(found: SiteAnswer) -> list[dict[str, AnswerRow]]:
    """List the lines of a table with a column a year: one for each part of each method, its rows by fiscal year.

    A line without any number is left out: a sentence says so.
    """
    order = {method.id: place for place, method in enumerate(found.methods)}
    lines: dict[tuple[object, ...], dict[str, AnswerRow]] = {}
    for row in sorted(found.answer, key=lambda row: order[row.method]):
        lines.setdefault((row.method, row.order_class, row.level_1, row.level_2), {})[row.period] = row
    told = [line for line in lines.values() if any(row.value is not None for row in line.values())]
    return told[:MOST_LINES]


def _list_shown_years(rows: Sequence[AnswerRow]) -> list[str]:
    """List the years of which any row has a number, the latest first; no more than a page can hold."""
    years = {row.period for row in rows if row.value is not None and _read_year(row)}
    return sorted(years, reverse=True)[:YEARS_SHOWN]


def make_refusal_page(question: SiteQuestion | None, said: str, rows: PublishedRows, words: Words) -> Page:
    """Make the page that says why a question has no published answer, and how it is answered elsewhere."""
    asked = describe_form(question) if question else {}
    command = question.as_question(words.lang).to_command("lake") if question else ""
    context = {"form": list_choices(rows, words), "asked": asked, "said": said, "command": command}
    address = question.address if question else EXPLORE
    return Page(address, "explore-refusal", _say(words, "explore.refusal"), said, context)


def describe_form(question: SiteQuestion) -> dict[str, str]:
    """Describe how the form is filled that asks a question."""
    years = "-".join(map(str, dict.fromkeys(question.years))) if question.years else ""
    return {
        "measure": question.measure,
        "city": question.city,
        "method": question.method,
        "by": question.split,
        "years": years,
    }


def write_finding(found: SiteAnswer, words: Words) -> str:
    """Write the honest sentence of an answer: its latest year, or its largest part, by the first method; or nothing."""
    return next(write_findings(found, words, 1), "")


def write_findings(found: SiteAnswer, words: Words, most: int) -> Iterator[str]:
    """Write so many rows of an answer as sentences, the latest year and the largest numbers first."""
    numbers = [row for row in found.answer if row.value is not None and "unknown" not in (row.level_1, row.level_2)]
    first = {method.id: place for place, method in enumerate(found.methods)}
    numbers.sort(key=lambda row: (-_read_year(row), first.get(row.method, 0), -(row.value or 0)))
    for row in numbers[:most]:
        split, level = found.question.split, find_level(row, found.question.split)
        where = [f"{split}={level}"] if level else []
        plain = row._replace(by_1="", level_1="") if row.by_1 == split else row._replace(by_2="", level_2="")
        asked = make_question("measure", row.measure, where=where, lang=words.lang)
        yield write_sentences(Answer(asked, found.answer.shown.derive_rows([plain])))[0]


def _read_year(row: AnswerRow) -> int:
    digits = row.period.removeprefix("FY")
    return int(digits) if digits.isdigit() else 0


def _draw(found: SiteAnswer, title: str, rows: PublishedRows, words: Words) -> Markup | None:
    """Draw years as lines and anything else as dots or bars; nothing where no number may be shown."""
    if not any(row.value is not None for row in found.answer):
        return None
    if YEARS not in found.question.by:
        return Markup(draw_answer(found.answer))
    lines = choose_lines(_list_lines(found, words))
    return draw_series(lines, caption_chart(title, lines, rows, words), words) if list_years(lines) else None


def _list_lines(found: SiteAnswer, words: Words) -> list[Line]:
    lines: list[Line] = []
    for method in found.methods:
        own = [row for row in found.answer if row.method == method.id]
        if not found.question.split:
            lines += list_lines(method, own, words)
            continue
        for level in dict.fromkeys(find_level(row, found.question.split) for row in own):
            by_year = {row.period: row for row in own if find_level(row, found.question.split) == level}
            lines.append(Line(method.id, name_part(found.question.split, level, words), by_year))
        break  # the levels of a second method would hide those of the first
    return lines


def find_level(row: AnswerRow, split: str) -> str:
    """Find where a row is in a split: beside the parts that a method has anyway."""
    return {row.by_1: row.level_1, row.by_2: row.level_2}.get(split, "") if split else ""


def name_part(dimension: str, level: str, words: Words) -> str:
    """Name a level; a code that says nothing has what it stands for before it."""
    if not level:
        return ""
    if (known := words.find_word(LEVEL_WORDS.get(dimension, ""), level)) != level:
        return known
    named = name_level(dimension, level, words).replace("_", " ")
    meaning = load_dimensions()[dimension].levels.get(level, level)
    return f"{meaning} ({level})" if named == level.replace("_", " ") and meaning.lower() != level.lower() else named


def _write_title(question: SiteQuestion, words: Words) -> str:
    parts = [question.city or _say(words, "nation"), name_measure(question.measure, words)]
    title = ": ".join(parts)
    more: Sequence[str] = [
        f"{_say(words, 'method').lower()} {question.method}" if question.method else "",
        words.find_word("by", question.split) if question.split else "",
        "–".join(map(str, dict.fromkeys(question.years))) if question.years else "",
    ]
    whole = ", ".join(filter(None, [title, *more]))
    return whole[0].upper() + whole[1:]


def _say(words: Words, message: str) -> str:
    return words.format_plain(f"site.{message}")
