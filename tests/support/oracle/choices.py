"""Where the choices of a made-up life come from: Hypothesis, which can shrink them, or a seed, which is fast."""

import random
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices(Protocol):
    """A source of choices; the first option, False and the lowest number are the simplest."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        ...

    def number(self, low: int, high: int) -> int:
        """A whole number between two bounds, both included."""
        ...

    def chance(self, one_in: int) -> bool:
        """True about once in so many times."""
        ...


class SeededChoices:
    """Choices from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self._random.random() * len(options))]

    def number(self, low: int, high: int) -> int:
        """A whole number between two bounds, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, one_in: int) -> bool:
        """True about once in so many times."""
        return self._random.random() * one_in < 1


class DrawnChoices:
    """Choices drawn by Hypothesis."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.number(0, len(options) - 1)]

    def number(self, low: int, high: int) -> int:
        """A whole number between two bounds, both included."""
        return int(self._draw(st.integers(low, high)))

    def chance(self, one_in: int) -> bool:
        """True about once in so many times."""
        return self.number(0, one_in - 1) == one_in - 1
