"""Sentences that rows and rules carry in English, found in the catalog by their words.

A note of an answer row or the explanation of a deadline is data: every format and both languages have the same. Where
a person reads it, ``translate_phrases`` puts it into their language: each sentence of it is looked up among the
messages of a group, by its English or by the pattern of its English with values filled in.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from finalorder.words.catalog import Words, list_added_messages, load_messages

#: what separates the sentences of a note
_SEPARATOR = re.compile(r"(; |(?<=\.) )")
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


#: what a value looks like that is more than a part of one sentence: a citation, what somebody wrote, other sentences;
#: an option of a command
VALUE_PATTERNS = {
    "citation": ".+?",
    "source": ".+?",
    "quoted": '".*"',
    "option": r"\S+(?: / \S+)*",
    "said": ".+",
    "why": ".+",
    "fact": ".+",
}
#: values that are sentences of the same group themselves
_SENTENCE_FIELDS = frozenset({"said"})
#: values that are English in an English sentence: without a word for them the sentence is not translated
_SPOKEN_FIELDS = frozenset({"said", "reason", "why", "fact"})


def translate_phrases(words: Words, group: str, text: str) -> str:
    """Translate a text sentence by sentence; a sentence that the catalog lacks stays as it is."""
    if words.lang == "en" or not text:
        return text
    return "".join(found or piece for piece, found in _translate_pieces(words, group, text, find_phrase))


def translate_whole(words: Words, group: str, text: str) -> str:
    """Translate a text if the catalog has every sentence of it, else none: nobody reads a text in two languages."""
    if words.lang == "en" or not text:
        return text
    return _find_whole(words, group, text) or text


def _find_whole(words: Words, group: str, text: str) -> str | None:
    found = [spanish for _, spanish in _translate_pieces(words, group, text, _find_with_or_without_stop)]
    return None if None in found else "".join(filter(None, found))


def _translate_pieces(
    words: Words, group: str, text: str, find: Callable[[Words, str, str], str | None]
) -> Iterator[tuple[str, str | None]]:
    """Translate the longest runs of sentences that are messages; each with None where the catalog lacks it."""
    pieces, at = _SEPARATOR.split(text), 0  # sentences and what separates them alternate
    while at < len(pieces):
        runs = (("".join(pieces[at:end]), end) for end in range(len(pieces), at, -2))
        tried = ((run, find(words, group, run), end) for run, end in runs)
        piece, found, end = next((each for each in tried if each[1] is not None), (pieces[at], None, at + 1))
        yield piece, found
        yield from ((mark, mark) for mark in pieces[end : end + 1])
        at = end + 1


def _find_with_or_without_stop(words: Words, group: str, sentence: str) -> str | None:
    """Translate a sentence whose full stop may be missing, or be one too many: others end where it stood."""
    found = find_phrase(words, group, sentence)
    if found is not None:
        return found
    if sentence.endswith("."):
        plain = find_phrase(words, group, sentence.removesuffix("."))
        return None if plain is None else f"{plain}."
    stopped = find_phrase(words, group, f"{sentence}.")
    return None if stopped is None else stopped.removesuffix(".")


def find_phrase(words: Words, group: str, sentence: str) -> str | None:
    """Translate a sentence, if it is the English of a message of the group."""
    exact, patterns = _index_group(group)
    if sentence in exact:
        return words.format_plain(exact[sentence])
    for pattern, name in patterns:
        if matched := pattern.fullmatch(sentence):
            values = {field: _find_value(words, group, field, value) for field, value in matched.groupdict().items()}
            if None not in values.values():
                return words.format_plain(name, **values)
    return None


def _find_value(words: Words, group: str, field: str, value: str) -> str | None:
    """Find the words for a value; a name stands for itself, a sentence or a reason does not."""
    if field in _SENTENCE_FIELDS:
        return _find_whole(words, group, value)
    if field == "names":
        return value.replace(" or ", f" {words.format_plain('error.or')} ")
    found = words.find_word(field, value)
    return None if field in _SPOKEN_FIELDS and found == value else found


@cache
def _index_group(group: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Index a group's messages by their English, and the patterns of those that take values, longest first."""
    known = {name: message.one for name, message in load_messages().items()} | list_added_messages()
    listed = {name: text for name, text in known.items() if name.startswith(f"{group}.")}
    exact = {text: name for name, text in listed.items() if "{" not in text}
    taking = sorted((item for item in listed.items() if "{" in item[1]), key=lambda item: -len(item[1]))
    return exact, [(_compile_pattern(text), name) for name, text in taking]


def _compile_pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(_capture_value, re.escape(text)))


def _capture_value(field: re.Match[str]) -> str:
    """Match a value of one sentence, or what :data:`VALUE_PATTERNS` has for it."""
    value = VALUE_PATTERNS.get(field[1], "[^;]+?")
    return f"(?P<{field[1]}>{value})"
