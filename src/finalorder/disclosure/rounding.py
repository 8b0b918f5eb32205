"""The rule for one count, and for a sum of counts: a function of the numbers alone, so that it needs no memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from finalorder.disclosure.policy import load_policy


@dataclass(frozen=True, slots=True)
class RoundedCount:
    """What may be known of a count: that it lies from ``floor`` to ``ceiling``. ``is_hidden``: it may be nobody."""

    floor: int
    ceiling: int
    is_hidden: bool

    @property
    def middle(self) -> int:
        """The multiple of the policy's step that is nearest to the middle of the interval."""
        return round_half_up((self.floor + self.ceiling) / 2, load_policy().rounded_to)

    @property
    def value(self) -> int | None:
        """The number that is printed; None if it is hidden."""
        return None if self.is_hidden else self.middle


def round_half_up(number: float, step: int) -> int:
    """Round to the nearest multiple of a step, halves up."""
    return int((number + step / 2) // step) * step


@cache
def round_count(count: int) -> RoundedCount:
    """Round one count: below the first that is shown it is hidden, else it is known to one step of the policy."""
    policy = load_policy()
    if count < policy.first_shown:
        return RoundedCount(0, policy.first_shown - 1, is_hidden=True)
    floor = round_half_up(count, policy.rounded_to) - policy.rounded_to // 2
    return RoundedCount(floor, floor + policy.rounded_to - 1, is_hidden=False)


def add_rounded(counts: Iterable[RoundedCount]) -> RoundedCount:
    """Add counts that were rounded one by one: nothing is learned from a sum that its parts did not say."""
    parts = list(counts)
    if len(parts) == 1:
        return parts[0]
    floor, ceiling = sum(part.floor for part in parts), sum(part.ceiling for part in parts)
    return RoundedCount(floor, ceiling, is_hidden=all(part.is_hidden for part in parts))
