"""An operation file from answers, as text that reads back to what was answered."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from finalorder.errors import InputError, escape_unprintable
from finalorder.operations.loader import parse_operation

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_MAX_LINE_WIDTH = 100
_ANNOUNCEMENT_KEY = "announcement"


def compose_operation_toml(
    answers: Mapping[str, Any], *, cities: Collection[str] | None = None, cohorts: Collection[str] = ()
) -> str:
    """Compose the text of an operation file.

    ``answers`` has the fields of an operation file (docs/operations.md), values as ``tomllib`` would give them; None
    and empty text mean no answer. Two things may be left out: ``id``, made from the title and the announcement's month,
    and ``sources``, where ``source`` is itself a table (title, url, date). Raises ``FinalorderError`` as ``load`` does.
    """
    completed = _complete_answers(answers)
    text = _format_verified_toml(completed)
    parse_operation(text, f"{completed.get('id', 'the new operation')}.toml", cities=cities, cohorts=cohorts)
    return text


def _format_verified_toml(values: dict[str, Any]) -> str:
    """Format the text, if it reads back to the very same values; a number that is none, or endless, does not."""
    with suppress(ValueError):
        text = to_toml(values)
        if tomllib.loads(text) == values:
            return text
    raise InputError("an answer cannot be written as TOML; use plain text, numbers and dates only.")


def to_toml(values: Mapping[str, Any]) -> str:
    """Return TOML of nested mappings, lists, text, numbers, truth values and dates; plain values before tables."""
    return "\n".join(_format_toml_table(values, ())).strip("\n") + "\n"


def _complete_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    completed: dict[str, Any] = _drop_blank_answers(answers)
    if isinstance(completed.get("source"), dict):
        completed["sources"] = {**completed.get("sources", {}), _ANNOUNCEMENT_KEY: completed["source"]}
        completed["source"] = _ANNOUNCEMENT_KEY
    title = completed.get("title")
    if "id" not in completed and isinstance(title, str):
        completed["id"] = _make_slug(title, completed.get("announced") or completed.get("begun"))
    return completed


def _drop_blank_answers(value: Any) -> Any:
    """Return the same without what was left blank; tuples become lists, as they read back."""
    if isinstance(value, Mapping):
        return {str(key): _drop_blank_answers(item) for key, item in value.items() if item is not None and item != ""}
    if isinstance(value, list | tuple):
        return [_drop_blank_answers(item) for item in value]
    return value


def _make_slug(title: str, first: object) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    month = [first.strftime("%Y-%m")] if isinstance(first, date) else []
    return "-".join(month + words)[:60].strip("-") or "operation"


def _format_toml_table(values: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {key: value for key, value in values.items() if not _is_nested(value)}
    lines = [f"{_format_toml_key(key)} = {_format_toml_value(value)}" for key, value in plain.items()]
    for key, value in values.items():
        if key in plain:
            continue
        here = (*path, key)
        name = ".".join(_format_toml_key(part) for part in here)
        for table in value if isinstance(value, list) else [value]:
            header = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            lines += ["", header, *_format_toml_table(table, here)]
    return lines


def _is_nested(value: object) -> bool:
    """Return whether it is written under headers of its own."""
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _format_toml_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quote_toml_text(key)


def _format_toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote_toml_text(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return _format_toml_list([_format_toml_value(item) for item in value])
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{_format_toml_key(key)} = {_format_toml_value(item)}" for key, item in value.items())
            + " }"
        )
    raise InputError(f"an answer is a {type(value).__name__}; use text, a number, a date or a list.")


def _format_toml_list(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    return line if len(line) <= _MAX_LINE_WIDTH else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _quote_toml_text(text: str) -> str:
    return '"' + "".join(_escape_character(letter) for letter in text) + '"'


def _escape_character(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if "\ud800" <= letter <= "\udfff":
        raise InputError(f"an answer contains an invalid Unicode character ({escape_unprintable(letter)}); retype it.")
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x20 or ord(letter) == 0x7F else letter
