"""The public profile, as data: ``policy.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Policy:
    """How counts leave: what ``policy.toml`` says, with its reasons."""

    rounded_to: int
    first_shown: int
    most_conditions: int
    most_steps: int


@cache
def load_policy() -> Policy:
    """Load the policy of the public profile."""
    return Policy(**tomllib.loads((Path(__file__).parent / "policy.toml").read_text(encoding="utf-8")))
