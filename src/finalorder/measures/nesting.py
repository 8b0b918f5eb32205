"""Which methods count some of the same units: what a reader knows of two answers besides their numbers.

Where every unit of one number is a unit of another, their difference is a number too, and the gate must know of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True, slots=True)
class Nested:
    """Every unit of ``inner`` is one of ``outer``, at every place: (method, part) each; ``same``: and the other way."""

    outer: tuple[str, str]
    inner: tuple[str, str]
    same: bool = False


def _inside(outer: str, inner: str, *parts: str) -> Iterator[Nested]:
    for part in parts:
        yield Nested((outer, part), (inner, part))


BOTH = (NUMERATOR, DENOMINATOR)
#: by the definitions of the methods: the same rows of the ledger, with the same day, court and custody
NESTED: tuple[Nested, ...] = (
    *_inside("M1a", "M1b", NUMERATOR),
    Nested(("M2", DENOMINATOR), ("M9", DENOMINATOR), same=True),
    *_inside("M2", "M9", NUMERATOR),
    *_inside("M3", "M2", *BOTH),
    *_inside("M4", "M3", *BOTH),
    *_inside("M8", "M9", *BOTH),
    *_inside("M11", "M8", NUMERATOR),
    *_inside("M11", "M1a", NUMERATOR),
    *_inside("M11", "M7b", NUMERATOR),
    *_inside("M11", "M7a", *BOTH),
    *_inside("M7b", "M6", DENOMINATOR),
    *_inside("M5i", "M5ii", NUMERATOR),
    Nested(("M5i", DENOMINATOR), ("M5ii", DENOMINATOR), same=True),
    *_inside("CI", "CIc", *BOTH),
)


def nested(methods: Iterable[str]) -> list[Nested]:
    """The pairs among some methods."""
    asked = set(methods)
    return [pair for pair in NESTED if {pair.outer[0], pair.inner[0]} <= asked]
