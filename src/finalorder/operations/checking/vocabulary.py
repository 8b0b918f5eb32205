"""The vocabulary of ``check`` as spaCy patterns: data in, matchers out."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from finalorder import registry

Pattern = list[dict[str, Any]]
_GAP = re.compile(r"\.\.\.(\d+)")


@cache
def vocabulary() -> Mapping[str, Any]:
    """The data file as it is."""
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


def compiled(text: str) -> Pattern:
    """A pattern of the data file as a spaCy token pattern."""
    return [_token(word) for word in text.split()]


def _token(word: str) -> dict[str, Any]:
    gap = _GAP.fullmatch(word)
    if gap:
        return {"OP": f"{{0,{gap[1]}}}"}
    if word == "#":
        return {"LIKE_NUM": True}
    optional = word.endswith("?")
    token = _any_of(word.removesuffix("?").split("|"))
    return {**token, "OP": "?"} if optional else token


def _any_of(words: list[str]) -> dict[str, Any]:
    if not any(word.endswith("*") for word in words):
        return {"LOWER": {"IN": words}}
    parts = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return {"LOWER": {"REGEX": f"^(?:{'|'.join(parts)})$"}}


def labelled() -> Iterator[tuple[str, Pattern]]:
    """Every pattern with its label: ``topic.absence``, ``off.border``, ``unit.people``, ``city.Miami`` ..."""
    words = vocabulary()
    for table in ("topic", "off", "unit", "bound"):
        for name, patterns in words[table].items():
            yield from ((f"{table}.{name}", compiled(text)) for text in patterns)
    yield from (("other_unit.", compiled(text)) for text in words["other_units"]["nouns"])
    for table in ("speech", "event", "names"):
        yield from ((f"{table}.", compiled(text)) for text in words[table]["words"])
    yield from (("place_off.after", compiled(text)) for text in words["place_off"]["after"])
    yield from (("place_off.before", compiled(text)) for text in words["place_off"]["before"])
    for number, group in enumerate(words["group"]):
        yield from ((f"group.{number}", compiled(text)) for text in group["patterns"])
    yield from _cities()


def _cities() -> Iterator[tuple[str, Pattern]]:
    """The registry's cities, spelt with capital letters; towns whose court belongs to a city count as the city."""
    names = {row["base_city"]: row["city"] for row in registry.rows("cities")}
    names |= {row["city"]: row["city"] for row in registry.rows("cities")}
    for spelt, city in names.items():
        words = spelt.split()
        yield f"city.{city}", [{"TEXT": {"IN": [word, word.upper()]}} for word in words]
    for city, others in vocabulary()["places"].items():
        yield from ((f"city.{city}", compiled(text)) for text in others)


@cache
def masks() -> re.Pattern[str]:
    """One expression for all stretches of text whose numbers are no claims."""
    return re.compile("|".join(f"(?:{text})" for text in vocabulary()["masks"].values()))
