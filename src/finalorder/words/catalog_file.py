"""Read a gettext catalog (a .po file) and look its messages up.

Babel takes a tenth of a second for it, as long as a short answer: it keeps comments, places and flags that nobody asks
for. In the tests Babel says whether the file is valid, and whether what is read here is what Babel reads.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import NullTranslations, c2py

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_FIELD = re.compile(rf"^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)[ \t]+({_STRING}(?:\n{_STRING})*)$", re.MULTILINE)
_PLURAL_RULE = re.compile(r"^Plural-Forms:.*plural=([^;]+);", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A message: its id, its English with the plural if it has one, and a text for each plural form."""

    name: str
    english: str
    english_plural: str
    texts: tuple[str, ...]


class Catalog(NullTranslations):
    """The messages of a language, looked up as gettext does: by id and English, the English where there is none."""

    def __init__(self, entries: list[Entry], choose_form: Callable[[int], int]) -> None:
        super().__init__()
        self.entries = entries
        self._choose_form = choose_form
        self._texts = {(entry.name, entry.english): entry.texts for entry in entries}

    def pgettext(self, context: str, message: str) -> str:
        """Look up a message without plural."""
        found = self._texts.get((context, message))
        return found[0] if found and found[0] else message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """Look up the form of a message that a number takes."""
        found = self._texts.get((context, msgid1))
        return found[self._choose_form(n)] if found and all(found) else super().npgettext(context, msgid1, msgid2, n)


def read_catalog(text: str) -> Catalog:
    """Read the text of a catalog: its messages with an id, and the rule of its header that chooses a plural."""
    fields = list(_read_fields(text))
    header = next(value for keyword, value in fields if keyword == "msgstr")
    rule = _PLURAL_RULE.search(header)
    return Catalog(list(_gather_entries(fields)), c2py(rule[1]) if rule else lambda n: int(n != 1))


def _read_fields(text: str) -> Iterator[tuple[str, str]]:
    """Every keyword with its text, the lines of which are put together."""
    for keyword, quoted in _FIELD.findall(text):
        value = quoted[1:-1].replace('"\n"', "")
        yield keyword, _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), value) if "\\" in value else value


def _gather_entries(fields: list[tuple[str, str]]) -> Iterator[Entry]:
    starts = [at for at, (keyword, _) in enumerate(fields) if keyword == "msgctxt"]
    for start, end in zip(starts, [*starts[1:], len(fields)], strict=True):
        found = dict(fields[start:end])
        texts = tuple(value for keyword, value in fields[start:end] if keyword.startswith("msgstr"))
        yield Entry(found["msgctxt"], found["msgid"], found.get("msgid_plural", ""), texts)
