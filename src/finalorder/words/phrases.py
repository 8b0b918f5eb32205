"""Sentences that rows and rules carry in English, found in the catalog by their words.

A note of an answer row or the explanation of a deadline is data: every format and both languages have the same. Where
a person reads it, ``translate_phrases`` puts it into their language: each sentence of it is looked up among the
messages of a group, by its English or by the pattern of its English with values filled in.
"""

import re
from collections.abc import Iterator
from functools import cache

from finalorder.words.catalog import Words, list_added_messages, load_messages

#: what separates the sentences of a note
_SEPARATOR = re.compile(r"(; |(?<=\.) )")
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def translate_phrases(words: Words, group: str, text: str) -> str:
    """Translate a text sentence by sentence; a sentence that the catalog lacks stays as it is."""
    if words.lang == "en" or not text:
        return text
    pieces = _SEPARATOR.split(text)
    return "".join(_translate_pieces(words, group, pieces))


def _translate_pieces(words: Words, group: str, pieces: list[str]) -> Iterator[str]:
    """Translate the longest runs of pieces that are messages; pieces and separators alternate."""
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -2):
            found = find_phrase(words, group, "".join(pieces[at:end]))
            if found is not None:
                yield found
                break
        else:
            end = at + 1
            yield pieces[at]
        yield "".join(pieces[end : end + 1])
        at = end + 1


def find_phrase(words: Words, group: str, sentence: str) -> str | None:
    """Translate a sentence, if it is the English of a message of the group."""
    exact, patterns = _index_group(group)
    if sentence in exact:
        return words.format_plain(exact[sentence])
    for pattern, name in patterns:
        if matched := pattern.fullmatch(sentence):
            values = {field: words.find_word(field, value) for field, value in matched.groupdict().items()}
            return words.format_plain(name, **values)
    return None


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
    """Match a value of one sentence, a citation of several parts, or what somebody wrote, in quotation marks."""
    value = {"citation": ".+?", "source": ".+?", "quoted": '".*"'}.get(field[1], "[^;]+?")
    return f"(?P<{field[1]}>{value})"
