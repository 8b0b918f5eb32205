"""Policies that a forecast from a lake can try: each a number that multiplies, replaces or moves something."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from finalorder.errors import InputError, quote_value, suggest_names

#: each policy with the least and the greatest number it takes
BOUNDS = {
    "judges": (0.0, 100.0),
    "notices_in_time": (0.0, 1.0),
    "lawyer_at_first_hearing": (0.0, 1.0),
    "priority": (0.0, 20.0),
    "reopened_a_month": (0.0, 1.0),
    "appeal_days": (1.0, 365.0),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What is changed from the first month on; None leaves it as found.

    ``judges``: judges at work, as a multiple. ``notices_in_time``: the share of notices that came too late or to an
    old address that now arrive. ``lawyer_at_first_hearing``: the share of people without counsel who have it at their
    first hearing. ``priority``: how many times as fast cases on priority dockets are decided, in the time of the same
    judges. ``reopened_a_month``: the share of standing orders in absentia reopened each month. ``appeal_days``: the
    days in which an order can be appealed.
    """

    judges: float | None = None
    notices_in_time: float | None = None
    lawyer_at_first_hearing: float | None = None
    priority: float | None = None
    reopened_a_month: float | None = None
    appeal_days: float | None = None

    @property
    def changes(self) -> dict[str, float]:
        """What it changes, by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value is not None}


def read_policy(path: Path, found: Any) -> Policy:
    """Read the table ``[policy]`` of a scenario.

    :raises InputError: if a policy is unknown or its number is out of bounds.
    """
    if not isinstance(found, Mapping):
        raise InputError(f"{path}: policy is not a table; write it as [policy].")
    for name, value in found.items():
        if name not in BOUNDS:
            raise InputError(f"{path}: there is no policy {quote_value(name)}{suggest_names(str(name), BOUNDS)}")
        low, high = BOUNDS[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise InputError(f"{path}: policy.{name} is {quote_value(value)}; use a number from {low:g} to {high:g}.")
    return Policy(**{name: float(value) for name, value in found.items()})
