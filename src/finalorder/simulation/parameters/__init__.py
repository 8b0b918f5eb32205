"""The model's parameters: TOML files beside this one, each value with its unit, source and how it was set."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from finalorder.errors import InputError
from finalorder.lake import read_toml_input

HERE = Path(__file__).parent
HOW_KINDS = ("published", "derived", "fitted", "assumed", "measured")
#: files whose values can be replaced; the others (courts, columns, faults, codes) are the packaging's, not the lives'
REPLACEABLE = ("arrivals", "outcomes", "pace", "representation", "aftermath", "hearings", "appearing", "bench", "side")
DIGEST_LENGTH = 12
MAX_PARAMETER_BYTES = 1_000_000
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its value, in which unit, from which source, and how it was set.

    ``how`` is published (stands in the source), derived (computed from it), fitted (adjusted until a total of the
    source was met), assumed (nobody publishes it) or measured (estimated from a lake by ``finalorder fit``).
    """

    name: str
    value: Any
    unit: str
    source: str
    how: str


class Parameters(Mapping[str, Any]):
    """The parameters of one scenario: the value of each by its name (FILE.NAME), and what is computed from them.

    Nothing of it changes after it was made, so that any number of scenarios can be simulated in one process.
    """

    def __init__(self, entries: Mapping[str, Parameter], digest: str = "") -> None:
        """``digest`` is a short sum of the file that replaced some of the package's; empty without one."""
        self.entries, self.digest = dict(entries), digest
        self._derived: dict[Callable[..., Any], Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.entries[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def derive(self, make: "Callable[[Parameters], Result]") -> Result:
        """Derive what a function makes of these parameters, made once."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: Result = self._derived[make]
        return found

    def replace_values(self, values: Mapping[str, Any]) -> "Parameters":
        """Return the same with other values for some; their names and shapes must be known ones."""
        changed = {name: replace(self.entries[name], value=value, how="assumed") for name, value in values.items()}
        for name, item in changed.items():
            if not _has_same_shape(item.value, self[name]):
                raise InputError(f"the value of {name} has another shape than {self[name]!r:.60}.")
        text = repr(sorted((name, item.value) for name, item in changed.items()))
        digest = hashlib.sha256((self.digest + text).encode()).hexdigest()[:DIGEST_LENGTH]
        return Parameters(self.entries | changed, digest)


def cache_in_parameters(make: "Callable[[Parameters], Result]") -> "Callable[[Parameters], Result]":
    """Let what a function computes from parameters be kept with them."""

    @wraps(make)
    def derive(parameters: Parameters) -> Result:
        return parameters.derive(make)

    return derive


@cache
def load_default_parameters() -> Parameters:
    """Load every parameter that comes with the package."""
    found: dict[str, Parameter] = {}
    for path in sorted(HERE.glob("*.toml")):
        for key, item in tomllib.loads(path.read_text(encoding="utf-8")).items():
            name = f"{path.stem}.{key}"
            found[name] = Parameter(name, item["value"], item["unit"], item["source"], item["how"])
    return Parameters(found)


def load_parameters(path: Path | None = None) -> Parameters:
    """Load the package's parameters, with those of a file in their place.

    Raises an error if the file cannot be read, names no parameter that can be replaced, or has another shape.
    """
    package = load_default_parameters()
    if path is None:
        return package
    items = read_toml_input(path, "the parameters", MAX_PARAMETER_BYTES)
    given = {name: _parse_override(path, package, name, item) for name, item in items.items()}
    return Parameters(package.entries | given, hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LENGTH])


def _parse_override(path: Path, package: Parameters, name: str, item: Any) -> Parameter:
    known = package.entries.get(name)
    if known is None or name.split(".", maxsplit=1)[0] not in REPLACEABLE or name.endswith("_codes"):
        raise InputError(f"{path}: {name} is not a parameter that can be replaced; see docs/simulation.md.")
    if not isinstance(item, dict) or not {"value", "source", "how"} <= set(item) or item["how"] not in HOW_KINDS:
        raise InputError(f"{path}: {name} needs value, source and how ({', '.join(HOW_KINDS)}).")
    if not _has_same_shape(item["value"], known.value):
        raise InputError(f"{path}: the value of {name} does not have the shape of {known.value!r:.60}.")
    return Parameter(name, item["value"], str(item.get("unit", known.unit)), str(item["source"]), item["how"])


def _has_same_shape(new: Any, old: Any) -> bool:
    """Return whether a value has the shape of another: lists of the same kinds of entries, numbers for numbers."""
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(_has_same_shape, new, old))
    if isinstance(old, str):
        return bool(new == old)
    return isinstance(new, int | float) and not isinstance(new, bool)


__all__ = [
    "HOW_KINDS",
    "Parameter",
    "Parameters",
    "cache_in_parameters",
    "load_default_parameters",
    "load_parameters",
]
