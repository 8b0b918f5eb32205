"""The model's parameters: TOML files beside this one, each value with its unit, source and how it was set."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WAYS = ("published", "derived", "fitted", "assumed")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its value, in which unit, from which source, and how it was set.

    ``how`` is published (stands in the source), derived (computed from it), fitted (adjusted until a total of the
    source was met) or assumed (nobody publishes it).
    """

    name: str
    value: Any
    unit: str
    source: str
    how: str


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter, named FILE.NAME."""
    found: dict[str, Parameter] = {}
    for path in sorted(HERE.glob("*.toml")):
        for key, item in tomllib.loads(path.read_text(encoding="utf-8")).items():
            name = f"{path.stem}.{key}"
            found[name] = Parameter(name, item["value"], item["unit"], item["source"], item["how"])
    return found


def value(name: str) -> Any:
    """The value of one parameter."""
    return parameters()[name].value
