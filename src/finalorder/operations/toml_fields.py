"""Fields of a TOML table, one by one; every complaint names file, line, field and the nearest valid name."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from finalorder.errors import InputError, escape_unprintable, quote_value, suggest_names
from finalorder.operations.toml_lines import TomlPath

MAX_TEXT_LENGTH = 2_000
MAX_LINE_LENGTH = 200
MAX_NUMBER = 1e12
MAX_LIST_LENGTH = 2_000
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1980, 2100


@dataclass(frozen=True, slots=True)
class TomlLocation:
    """A place in a file, for messages: the file's name, the lines of all its values, and the path of one."""

    file: str
    lines: Mapping[TomlPath, int]
    path: TomlPath = ()

    def descend(self, *more: str | int) -> "TomlLocation":
        """Return the place further in."""
        return replace(self, path=self.path + more)

    @property
    def line(self) -> int:
        """The line of the value, or of the nearest table around it."""
        path = self.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    @property
    def field(self) -> str:
        """The value's name as one would say it: ``claim.number``; items of lists are named by their list."""
        return ".".join(escape_unprintable(part[:60]) for part in self.path if isinstance(part, str))

    def raise_problem(self, what: str) -> NoReturn:
        """Raise the problem found here."""
        field = f", {self.field}" if self.field else ""
        raise InputError(f"{self.file}, line {self.line}{field}: {what}")


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table of the file. Reading a field checks it; ``only`` refuses fields that nobody reads."""

    values: Mapping[str, Any]
    location: TomlLocation

    def refuse_unknown_keys(self, allowed: Collection[str]) -> None:
        for key in self.values:
            if key not in allowed:
                self.location.descend(key).raise_problem(
                    f"{quote_value(key)} is not a field here{suggest_names(key, allowed)}"
                )

    def require(self, key: str) -> Any:
        """Require a value that must be there."""
        if key not in self.values:
            self.location.raise_problem(f'"{key}" is missing; add it.')
        return self.values[key]

    def get_text(self, key: str, longest: int = MAX_TEXT_LENGTH) -> str:
        """Return text that must be there, without control characters."""
        return _check_toml_text(self.require(key), self.location.descend(key), longest)

    def get_text_or_none(self, key: str, longest: int = MAX_TEXT_LENGTH) -> str | None:
        """Return text that may be there."""
        return self.get_text(key, longest) if key in self.values else None

    def get_line_or_none(self, key: str) -> str | None:
        """Return text of one line at most, for quotations."""
        text = self.get_text_or_none(key, MAX_LINE_LENGTH)
        if text is not None and "\n" in text:
            self.location.descend(key).raise_problem("a quotation is one line at most; shorten it.")
        return text

    def get_id(self) -> str:
        """Return the ``id`` of this table."""
        text = self.get_text("id", 80)
        if not _ID.fullmatch(text):
            self.location.descend("id").raise_problem(
                f"{quote_value(text)} is not a valid id; use lowercase letters, digits and single hyphens."
            )
        return text

    def get_name(self, key: str) -> str:
        """Return a name of ours: small letters, digits and underscores."""
        text = self.get_text(key, 80)
        if not _NAME.fullmatch(text):
            self.location.descend(key).raise_problem(
                f"{quote_value(text)} is not a valid name; use lowercase letters, digits and underscores."
            )
        return text

    def get_choice(self, key: str, valid: Collection[str], default: str | None = None) -> str:
        """Return one of a few words."""
        if default is not None and key not in self.values:
            return default
        return _check_known_name(self.get_text(key), valid, self.location.descend(key), f"not a known {key}")

    def get_day(self, key: str) -> date:
        """Return a day that must be there."""
        return _check_toml_day(self.require(key), self.location.descend(key))

    def get_day_or_none(self, key: str) -> date | None:
        """Return a day that may be there."""
        return self.get_day(key) if key in self.values else None

    def get_number_or_none(self, key: str) -> float | None:
        """Return a finite number, not negative, that may be there."""
        return _check_toml_number(self.values[key], self.location.descend(key)) if key in self.values else None

    def get_known_names(self, key: str, valid: Collection[str], what: str) -> tuple[str, ...]:
        """A list of known names, at least one, none twice."""
        place = self.location.descend(key)
        names = self.get_distinct_texts(key, what)
        for index, name in enumerate(names):
            _check_known_name(name, valid, place.descend(index), f"not a known {what}")
        return names

    def get_distinct_texts(self, key: str, what: str) -> tuple[str, ...]:
        """A list of short texts, at least one, none twice."""
        listed = self._get_list(key)
        place = self.location.descend(key)
        if not listed:
            place.raise_problem(f"the list is empty; name at least one {what}.")
        found: list[str] = []
        for index, item in enumerate(listed):
            text = _check_toml_text(item, place.descend(index), MAX_LINE_LENGTH)
            if text in found:
                place.descend(index).raise_problem(f"{quote_value(text)} is there twice; remove one.")
            found.append(text)
        return tuple(found)

    def get_known_names_or_none(self, key: str, valid: Collection[str], what: str) -> tuple[str, ...] | None:
        """Return a list of known names that may be there."""
        return self.get_known_names(key, valid, what) if key in self.values else None

    def get_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of short texts that may be there."""
        if key not in self.values:
            return ()
        place = self.location.descend(key)
        items = tuple(
            _check_toml_text(item, place.descend(at), MAX_LINE_LENGTH) for at, item in enumerate(self._get_list(key))
        )
        if len(set(items)) < len(items):
            place.raise_problem("the list has one entry twice; remove one.")
        return items

    def get_bool(self, key: str) -> bool:
        """Return true or false; false where it is not given."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.location.descend(key).raise_problem(
                f"{quote_value(value)} is neither true nor false; use one of them."
            )
        return value

    def get_url(self, key: str) -> str:
        """Return a web address that must be there; http and https only, so that a page may link to it."""
        text = self.get_text(key)
        if not _is_web_address(text):
            self.location.descend(key).raise_problem(
                f"{quote_value(text)} is not a web address; it must begin with https:// or http://."
            )
        return text

    def get_tables(self, key: str) -> Iterator["TomlTable"]:
        """Return the tables of an array of tables that may be there."""
        listed = self._get_list(key) if key in self.values else []
        if len(listed) > MAX_LIST_LENGTH:
            self.location.descend(key).raise_problem(f"more than {MAX_LIST_LENGTH:,} entries; an operation has few.")
        for index, item in enumerate(listed):
            yield _check_toml_table(item, self.location.descend(key, index), f"[[{key}]]")

    def get_table(self, key: str) -> "TomlTable":
        """Return a table that must be there."""
        return _check_toml_table(self.require(key), self.location.descend(key), f"[{key}]")

    def _get_list(self, key: str) -> list[Any]:
        value = self.require(key)
        if not isinstance(value, list):
            self.location.descend(key).raise_problem(f"{quote_value(value)} is not a list; write it in [ ].")
        return value


def _check_toml_table(value: object, place: TomlLocation, header: str) -> TomlTable:
    if not isinstance(value, dict):
        place.raise_problem(f"{quote_value(value)} is not a table; write it under a {header} line.")
    return TomlTable(value, place)


def _check_known_name(name: str, valid: Collection[str], place: TomlLocation, what: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if name not in valid:
        place.raise_problem(f"{quote_value(name)} is {what}{suggest_names(name, valid)}")
    return name


def _check_toml_text(value: object, place: TomlLocation, longest: int) -> str:
    if not isinstance(value, str):
        place.raise_problem(f"{quote_value(value)} is not text; put it in quotation marks.")
    if not value.strip():
        place.raise_problem("the text is empty; fill it in or remove the line.")
    if len(value) > longest:
        place.raise_problem(f"the text has {len(value):,} characters; {longest:,} is the most.")
    # most texts have nothing to look for, which Python sees in one call
    unseen = None if value.isprintable() else next(filter(_is_unprintable, value), None)
    if unseen is not None:
        place.raise_problem(f"the text contains an unprintable character (U+{ord(unseen):04X}); remove it.")
    return value


def _is_unprintable(letter: str) -> bool:
    """Control characters and marks that turn the direction of text: they can make a page or a terminal lie."""
    return letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _check_toml_day(value: object, place: TomlLocation) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        place.raise_problem(f"{quote_value(value)} is text; write the date without quotation marks.")
    if isinstance(value, datetime) or not isinstance(value, date):
        place.raise_problem(f"{quote_value(value)} is not a valid date; use YYYY-MM-DD.")
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        place.raise_problem(f"{value} is outside {_FIRST_YEAR} to {_LAST_YEAR}; fix the year.")
    return value


def _check_toml_number(value: object, place: TomlLocation) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        place.raise_problem(
            f"{quote_value(value)} is not a number; write it in digits, without quotation marks or commas."
        )
    if isinstance(value, float) and not math.isfinite(value):
        place.raise_problem(f"{value} is not a finite number; use one.")
    if value < 0:
        place.raise_problem(f"{quote_value(value)} is negative; a count or share is 0 or more.")
    if value > MAX_NUMBER:
        place.raise_problem(f"{quote_value(value)} is too large for a count; the limit is a million million.")
    return value


def _is_web_address(text: str) -> bool:
    if not text.isprintable() or any(letter in "<>\"'`\\ " for letter in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
