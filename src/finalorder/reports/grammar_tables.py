"""The tables of words of a language, read once: the same tables for English and Spanish."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from finalorder.registry import read_registry_rows
from finalorder.reports.lexicon import Lexicon

_FOLDER = Path(__file__).parent / "grammar"
LANGUAGES = ("en", "es")
STATE = "state "
"""What the name of a state's place begins with; its code follows."""
COUNTRY = "country"
"""The name of the places that are countries."""


@cache
def load_table(name: str) -> Mapping[str, Any]:
    """Load a file of the grammar as it is: ``en``, ``es``, ``topics``, ``places`` or ``routes``."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one language, and the lexicon that finds them."""

    language: str
    words: Mapping[str, Any]
    lexicon: Lexicon


@cache
def load_grammar(language: str) -> Grammar:
    words = load_table(language)
    lexicon = Lexicon()
    for label in ("topic", "off", "unit", "restriction", "bound", "group", "level", "earlier"):
        for name, patterns in words[label].items():
            for pattern in patterns:
                lexicon.add(label, name, pattern)
    for noun in words["other"]["nouns"]:
        lexicon.add("other", noun, noun)
    for noun in words["other"]["people"]:
        lexicon.add("other", "person", noun)
    for label in ("national", "here", "there"):
        for name in words["place"][label]:
            lexicon.add("where", label, name)
    _add_places(lexicon)
    return Grammar(language, words, lexicon)


def _add_places(lexicon: Lexicon) -> None:
    for row in read_registry_rows("cities"):
        for name in {row["city"], row["base_city"]}:
            lexicon.add("place", row["city"], name.lower().replace("-", " "))
    for name, city in load_table("places")["court_of"].items():
        lexicon.add("place", city, name.replace("-", " "))
    for name, code in load_table("places")["states"].items():
        lexicon.add("place", f"{STATE}{code}", name)
    for name in load_table("places")["other"]["names"]:
        lexicon.add("place", "", name)
    for name in load_table("places")["other"]["countries"]:
        lexicon.add("place", COUNTRY, name)


def detect_language(source: str) -> str:
    """Detect the language of a text by its small words; English where they do not tell."""
    words = [word.strip(".,;:()\"'«»¿?¡!").lower() for word in source[:100_000].split()]
    counts = {each: sum(word in _small_words(each) for word in words) for each in LANGUAGES}
    return "es" if counts["es"] > counts["en"] else "en"


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(load_table(language)["language"]["small_words"])
