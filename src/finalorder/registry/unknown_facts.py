"""What the court's file cannot say, in a sentence for whoever asks: ``registry/unknown_facts.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from finalorder.registry.files import find_registry_path


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """A fact that no court record has: its name, other words for it, and the sentence that says so."""

    name: str
    names: tuple[str, ...]
    en: str
    es: str


@cache
def load_unknown_facts() -> Mapping[str, UnknownFact]:
    """Every such fact by its name."""
    read = tomllib.loads(find_registry_path("unknown_facts.toml").read_text(encoding="utf-8"))
    return {name: UnknownFact(name, tuple(each["names"]), each["en"], each["es"]) for name, each in read.items()}


def find_unknown_fact(word: str) -> UnknownFact | None:
    """The fact that a word asks for, if it is one that the court's file cannot say."""
    asked = word.strip().lower().replace("_", "-")
    facts = load_unknown_facts().values()
    return next((each for each in facts if asked in (each.name.replace("_", "-"), *each.names)), None)
