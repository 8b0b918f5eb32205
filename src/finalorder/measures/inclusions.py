"""Which methods count some of the same units: what a reader knows of two answers besides their numbers.

Where every unit of one number is a unit of another, their difference is a number too, and the gate must know of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True, slots=True)
class MethodInclusion:
    """Every unit of ``inner`` is one of ``outer``, at every place: (method, part) each; ``same``: and the other way."""

    outer: tuple[str, str]
    inner: tuple[str, str]
    same: bool = False


def _list_inclusions(outer: str, inner: str, *parts: str) -> Iterator[MethodInclusion]:
    for part in parts:
        yield MethodInclusion((outer, part), (inner, part))


BOTH_PARTS = (NUMERATOR, DENOMINATOR)
#: by the definitions of the methods: the same rows of the ledger, with the same day, court and custody
METHOD_INCLUSIONS: tuple[MethodInclusion, ...] = (
    *_list_inclusions("M1a", "M1b", NUMERATOR),
    MethodInclusion(("M2", DENOMINATOR), ("M9", DENOMINATOR), same=True),
    *_list_inclusions("M2", "M9", NUMERATOR),
    *_list_inclusions("M3", "M2", *BOTH_PARTS),
    *_list_inclusions("M4", "M3", *BOTH_PARTS),
    *_list_inclusions("M8", "M9", *BOTH_PARTS),
    *_list_inclusions("M11", "M8", NUMERATOR),
    *_list_inclusions("M11", "M1a", NUMERATOR),
    *_list_inclusions("M11", "M7b", NUMERATOR),
    *_list_inclusions("M11", "M7a", *BOTH_PARTS),
    *_list_inclusions("M7b", "M6", DENOMINATOR),
    *_list_inclusions("M5i", "M5ii", NUMERATOR),
    MethodInclusion(("M5i", DENOMINATOR), ("M5ii", DENOMINATOR), same=True),
    *_list_inclusions("CI", "CIc", *BOTH_PARTS),
)


def find_inclusions(methods: Iterable[str]) -> list[MethodInclusion]:
    """The pairs among some methods."""
    asked = set(methods)
    return [pair for pair in METHOD_INCLUSIONS if {pair.outer[0], pair.inner[0]} <= asked]
