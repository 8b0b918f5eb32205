"""What is counted: ``registry/populations.toml``. A number is known by what it counts, not by what it is called."""

import tomllib
from dataclasses import dataclass
from functools import cache

from finalorder.registry.files import find_registry_path


@dataclass(frozen=True, slots=True)
class Population:
    """A unit, the rule that puts one in, and the words for it."""

    name: str
    unit: str
    rule: str
    words: str
    words_es: str
    counted_by: tuple[str, ...]
    own_dimensions: tuple[str, ...] = ()


@cache
def load_populations() -> dict[str, Population]:
    read = tomllib.loads(find_registry_path("populations.toml").read_text(encoding="utf-8"))
    return {name: Population(name, **fields) for name, fields in read.items()}


def find_population(measure: str, method: str = "") -> Population | None:
    """Find what a method counts, or a measure if its methods count the same; None for a figure that counts no cases."""
    return _index_populations().get(method) or _index_populations().get(measure)


@cache
def _index_populations() -> dict[str, Population]:
    return {name: each for each in load_populations().values() for name in each.counted_by}
