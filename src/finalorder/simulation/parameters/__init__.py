"""The model's parameters: TOML files beside this one, each value with its unit, source and how it was set."""

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from typing import Any, TypeVar

from finalorder.errors import InputError

HERE = Path(__file__).parent
HOW_KINDS = ("published", "derived", "fitted", "assumed", "measured")
#: files whose values can be replaced; the others (courts, faults, codes) are the packaging's, not the lives'
REPLACEABLE = ("outcomes", "pace", "representation", "aftermath", "hearings", "appearing", "bench")
Result = TypeVar("Result")
_overrides: dict[str, "Parameter"] = {}
_caches: "list[_lru_cache_wrapper[Any]]" = []


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


@cache
def load_parameters() -> dict[str, Parameter]:
    """Every parameter that comes with the package, named FILE.NAME."""
    found: dict[str, Parameter] = {}
    for path in sorted(HERE.glob("*.toml")):
        for key, item in tomllib.loads(path.read_text(encoding="utf-8")).items():
            name = f"{path.stem}.{key}"
            found[name] = Parameter(name, item["value"], item["unit"], item["source"], item["how"])
    return found


def get_parameter(name: str) -> Any:
    """The value of one parameter: the one given in its place, if there is one."""
    return (_overrides.get(name) or load_parameters()[name]).value


def cache_from_parameters(make: Callable[..., Result]) -> "_lru_cache_wrapper[Result]":
    """Keep what a function makes of parameters until others are given."""
    kept = cache(make)
    _caches.append(kept)
    return kept


@contextmanager
def override_parameters(path: Path | None) -> Iterator[str]:
    """Put the parameters of a file in place of the package's; gives a short sum of the file, empty without one.

    Raises an error if the file cannot be read, names no parameter that can be replaced, or has another shape.
    """
    if path is None:
        yield ""
        return
    try:
        text = path.read_bytes()
        items = tomllib.loads(text.decode())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} is no file of parameters ({error}); `fit --write` makes one.") from None
    _overrides.update({name: _parse_override(path, name, item) for name, item in items.items()})
    try:
        _clear_caches()
        yield hashlib.sha256(text).hexdigest()[:12]
    finally:
        _overrides.clear()
        _clear_caches()


def _clear_caches() -> None:
    for kept in _caches:
        kept.cache_clear()


def _parse_override(path: Path, name: str, item: Any) -> Parameter:
    known = load_parameters().get(name)
    if known is None or name.split(".", maxsplit=1)[0] not in REPLACEABLE or name.endswith("_codes"):
        raise InputError(f"{path}: {name} is no parameter that can be replaced; see docs/simulation.md.")
    if not isinstance(item, dict) or not {"value", "source", "how"} <= set(item) or item["how"] not in HOW_KINDS:
        raise InputError(f"{path}: {name} needs value, source and how ({', '.join(HOW_KINDS)}).")
    if not _has_same_shape(item["value"], known.value):
        raise InputError(f"{path}: the value of {name} has another shape than {known.value!r:.60}.")
    return Parameter(name, item["value"], str(item.get("unit", known.unit)), str(item["source"]), item["how"])


def _has_same_shape(new: Any, old: Any) -> bool:
    """Whether a value has the shape of another: lists of the same kinds of entries, numbers for numbers."""
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(_has_same_shape, new, old))
    if isinstance(old, str):
        return bool(new == old)
    return isinstance(new, int | float) and not isinstance(new, bool)
