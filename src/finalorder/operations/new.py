"""An operation file from answers, as text that reads back to what was answered."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from finalorder.errors import Problem, printable
from finalorder.operations.loading import parse
from finalorder.operations.model import COHORTS

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_WIDEST = 100
_ANNOUNCEMENT = "announcement"


def new_operation(
    answers: Mapping[str, Any], *, cities: Collection[str] | None = None, cohorts: Collection[str] = COHORTS
) -> str:
    """The text of an operation file.

    ``answers`` has the fields of an operation file (docs/operations.md), values as ``tomllib`` would give them; None
    and empty text mean no answer. Two things may be left out: ``id``, made from the title and the announcement's month,
    and ``sources``, where ``source`` is itself a table (title, url, date). Raises ``Problem`` as ``load`` does.
    """
    completed = _completed(answers)
    text = _written(completed)
    parse(text, f"{completed.get('id', 'the new operation')}.toml", cities=cities, cohorts=cohorts)
    return text


def _written(values: dict[str, Any]) -> str:
    """The text, if it reads back to the very same values; a number that is none, or endless, does not."""
    with suppress(ValueError):
        text = to_toml(values)
        if tomllib.loads(text) == values:
            return text
    raise Problem("an answer cannot be written as TOML and read back; put plain text, numbers and dates in it.")


def to_toml(values: Mapping[str, Any]) -> str:
    """TOML of nested mappings, lists, text, numbers, truth values and dates; plain values before tables."""
    return "\n".join(_table(values, ())).strip("\n") + "\n"


def _completed(answers: Mapping[str, Any]) -> dict[str, Any]:
    completed: dict[str, Any] = _answered(answers)
    if isinstance(completed.get("source"), dict):
        completed["sources"] = {**completed.get("sources", {}), _ANNOUNCEMENT: completed["source"]}
        completed["source"] = _ANNOUNCEMENT
    title = completed.get("title")
    if "id" not in completed and isinstance(title, str):
        completed["id"] = _slug(title, completed.get("announced"))
    return completed


def _answered(value: Any) -> Any:
    """The same without what was left blank; tuples become lists, as they read back."""
    if isinstance(value, Mapping):
        return {str(key): _answered(item) for key, item in value.items() if item is not None and item != ""}
    if isinstance(value, list | tuple):
        return [_answered(item) for item in value]
    return value


def _slug(title: str, announced: object) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    month = [announced.strftime("%Y-%m")] if isinstance(announced, date) else []
    return "-".join(month + words)[:60].strip("-") or "operation"


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {key: value for key, value in values.items() if not _is_nested(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in values.items():
        if key in plain:
            continue
        here = (*path, key)
        name = ".".join(_key(part) for part in here)
        for table in value if isinstance(value, list) else [value]:
            header = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            lines += ["", header, *_table(table, here)]
    return lines


def _is_nested(value: object) -> bool:
    """Whether it is written under headers of its own."""
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return _listed([_value(item) for item in value])
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    raise Problem(f"an answer is a {type(value).__name__}; put text, a number, a date or a list there.")


def _listed(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    return line if len(line) <= _WIDEST else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if "\ud800" <= letter <= "\udfff":
        raise Problem(f"an answer holds half a character ({printable(letter)}); type it again.")
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x20 or ord(letter) == 0x7F else letter
