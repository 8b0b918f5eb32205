"""An answer in words: what a row is of, and the honest sentence with its citation."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from finalorder.answers import (
    RANGE_MARK,
    Answer,
    AnswerRow,
    Question,
    abridge_levels,
    format_answer_value,
    name_level,
)
from finalorder.errors import InputError
from finalorder.measures import get_method
from finalorder.registry import UNKNOWN
from finalorder.words import Words, load_words

#: more rows than these are a table and not a sentence
MOST_SENTENCES = 20
NOT_APPEARANCE = "in_absentia"


def name_condition(question: Question, words: Words, said: frozenset[str] = frozenset()) -> str:
    """Name the cases that a question keeps: ``Miami; custody: Never detained``; empty if it keeps all.

    ``said`` are dimensions that a row names by itself.
    """
    parts = []
    for dimension, levels in question.where:
        if dimension in said:
            continue
        listed = words.join_items([_name_levels(dimension, each, words) for each in abridge_levels(dimension, levels)])
        parts.append(listed if dimension == "city" else f"{words.find_word('by', dimension)}: {listed}")
    return "; ".join(parts)


def _name_levels(dimension: str, text: str, words: Words) -> str:
    """Name a level, or a range of them: ``January 2025 and later``, ``October 2024 to March 2025``."""
    first, mark, last = text.partition(RANGE_MARK)
    names = [_name_one_level(dimension, each, words) for each in (first, last) if each]
    if not mark:
        return names[0]
    if len(names) == 1:
        return words.format_plain("range.from", first=names[0])
    return words.format_plain("range.from_to", first=names[0], last=names[1])


def _name_one_level(dimension: str, level: str, words: Words) -> str:
    if dimension == "city":
        return words.translate_name("city", level)
    if dimension == "custody":
        return words.translate_name("custody_code", level)
    is_month = dimension == "month" and level != UNKNOWN
    return words.format_month(level) if is_month else name_level(dimension, level, words)


def find_varied(rows: Sequence[AnswerRow]) -> frozenset[str]:
    """Find which of method and class differ among rows, so that their names must say them."""
    return frozenset(name for name in ("method", "order_class") if len({getattr(row, name) for row in rows}) > 1)


def name_row(row: AnswerRow, words: Words, varied: frozenset[str]) -> str:
    """Name what a row is of: its method and class where they differ, its place, period and levels; empty for all."""
    cells = ((row.by_1, row.level_1), (row.by_2, row.level_2))
    levels = (_name_one_level(dimension, level, words) for dimension, level in cells if level)
    city = words.translate_name("city", row.city) if row.city else ""
    method = row.method if "method" in varied else ""
    kind = words.find_word("level", row.order_class).replace("_", " ") if "order_class" in varied else ""
    return ", ".join(filter(None, (method, city, row.period, *levels, kind)))


def write_sentences(answer: Answer) -> list[str]:
    """Write each row of an answer as a sentence with its method, its rounding and its citation.

    :raises InputError: if the answer has so many rows that nobody would print them as sentences.
    """
    if len(answer) > MOST_SENTENCES:
        raise InputError(
            f"{len(answer)} rows are a table and not a sentence; add --method, --where, or fewer --by "
            f"(at most {MOST_SENTENCES} rows)."
        )
    words = load_words(answer.question.lang)
    varied = find_varied(list(answer)) - {"method"}
    said = (" ".join(_write_row(row, answer, words, name_row(row, words, varied))) for row in answer)
    return [*dict.fromkeys(said)]


def _write_row(row: AnswerRow, answer: Answer, words: Words, named: str) -> Iterator[str]:
    for stamp in answer.shown.stamps:
        yield f"{words.translate_name('stamp', stamp.split(' ', maxsplit=1)[0].lower())}:"
    kept = name_condition(answer.question, words, frozenset({"city"} if row.city else ()))
    place = "; ".join(filter(None, (named, kept))) or words.format_plain("sentence.everywhere")
    yield words.format_plain("sentence.place", place=place, day=words.format_day(row.as_of), number=_number(row, words))
    method = get_method(row.method) if row.method else None
    if method:
        yield method.describe(words.lang)
        yield words.format_plain("sentence.method", method=method.id, author=method.author or method.citation)
    if row.measure == NOT_APPEARANCE:
        yield words.format_plain("sentence.not_appearance")
    if row.rounded_to:
        yield words.format_plain("sentence.rounded", to=row.rounded_to)
    yield words.format_plain("sentence.source", source=row.source.split(";")[0], version=version("finalorder"))


def _number(row: AnswerRow, words: Words) -> str:
    """Write the number of a row with its counts and interval."""
    number = format_answer_value(row, words.lang)
    if row.value is None or not row.is_share:
        unit = words.translate_name("unit", row.unit) if row.unit and row.value is not None else ""
        return f"{number} {unit}".strip()
    counts = (words.format_number(row.numerator or 0), words.format_number(row.denominator or 0))
    text = words.format_plain("share.of", share=number, count=counts[0], whole=counts[1])
    if row.low is None or row.high is None:
        return text
    return words.format_plain(
        "sentence.interval", share=text, low=words.format_share(row.low), high=words.format_share(row.high)
    )
