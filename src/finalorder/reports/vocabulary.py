"""The vocabulary of ``check`` as spaCy patterns: data in, matchers out."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from finalorder import registry

TokenPattern = list[dict[str, Any]]
_GAP = re.compile(r"\.\.\.(\d+)")


@cache
def load_vocabulary() -> Mapping[str, Any]:
    """The data file as it is."""
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


def compile_patterns(text: str) -> Iterator[TokenPattern]:
    """A pattern of the data file as spaCy token patterns: one for each word that it may begin with.

    A plain word is looked up by its number; a choice is tried word by word, so that none should come first.
    """
    first, *rest = text.split()
    behind = [_build_token_pattern(word) for word in rest]
    is_plain = not first.endswith("?") and not _GAP.fullmatch(first)
    for word in first.split("|") if is_plain else [first]:
        yield [_build_token_pattern(word), *behind]


def _build_token_pattern(word: str) -> dict[str, Any]:
    gap = _GAP.fullmatch(word)
    if gap:
        return {"OP": f"{{0,{gap[1]}}}"}
    if word == "#":
        return {"LIKE_NUM": True}
    optional = word.endswith("?")
    token = _build_choice_pattern(word.removesuffix("?").split("|"))
    return {**token, "OP": "?"} if optional else token


def _build_choice_pattern(words: list[str]) -> dict[str, Any]:
    if not any(word.endswith("*") for word in words):
        return {"LOWER": words[0]} if len(words) == 1 else {"LOWER": {"IN": words}}
    parts = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return {"LOWER": {"REGEX": f"^(?:{'|'.join(parts)})$"}}


def list_labelled_patterns() -> Iterator[tuple[str, TokenPattern]]:
    """Every pattern with its label: ``topic.absence``, ``off.border``, ``unit.people``, ``city.Miami`` ..."""
    for label, texts in _list_file_patterns():
        for text in texts:
            yield from ((label, pattern) for pattern in compile_patterns(text))
    yield from _list_city_patterns()


def _list_file_patterns() -> Iterator[tuple[str, list[str]]]:
    """The patterns of the data file under their labels."""
    words = load_vocabulary()
    for table in ("topic", "off", "unit", "bound"):
        yield from ((f"{table}.{name}", texts) for name, texts in words[table].items())
    yield "other_unit.", words["other_units"]["nouns"]
    yield from ((f"{table}.", words[table]["words"]) for table in ("speech", "event", "names"))
    yield from ((f"place_off.{side}", words["place_off"][side]) for side in ("after", "before"))
    yield from ((f"group.{number}", group["patterns"]) for number, group in enumerate(words["group"]))
    yield from ((f"city.{city}", texts) for city, texts in words["places"].items())


def _list_city_patterns() -> Iterator[tuple[str, TokenPattern]]:
    """The registry's cities, spelt with capital letters; towns whose court belongs to a city count as the city."""
    names = {row["base_city"]: row["city"] for row in registry.read_registry_rows("cities")}
    names |= {row["city"]: row["city"] for row in registry.read_registry_rows("cities")}
    for spelt, city in names.items():
        for written in dict.fromkeys((spelt, spelt.upper())):
            yield f"city.{city}", [{"TEXT": word} for word in written.split()]


@cache
def compile_masks() -> re.Pattern[str]:
    """One expression for all stretches of text whose numbers are no claims."""
    return re.compile("|".join(f"(?:{text})" for text in load_vocabulary()["masks"].values()))
