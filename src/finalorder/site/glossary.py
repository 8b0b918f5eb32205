"""The words of the field, in both languages, with what each means: ``glossary.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from finalorder.words import LANGUAGES, localize


@dataclass(frozen=True, slots=True)
class Term:
    """A word in one language, the same word in the other, and what it means."""

    name: str
    meaning: str
    other: str
    other_lang: str


@cache
def list_glossary(lang: str) -> tuple[Term, ...]:
    """List the words in a language, in the order of the alphabet."""
    read = tomllib.loads((Path(__file__).parent / "glossary.toml").read_text(encoding="utf-8"))["term"]
    other = next(each for each in LANGUAGES if each != lang)
    terms = (
        Term(localize(term, "name", lang), localize(term, "meaning", lang), localize(term, "name", other), other)
        for term in read
    )
    return tuple(sorted(terms, key=lambda term: term.name.lower()))
