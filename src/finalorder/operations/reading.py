"""Fields of a TOML table, one by one; every complaint names file, line, field and the nearest valid name."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from finalorder.errors import Problem, nearest, printable, shown
from finalorder.operations.positions import Path

LONGEST_TEXT = 2_000
LONGEST_LINE = 200
LARGEST_NUMBER = 1e12
LONGEST_LIST = 2_000
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1980, 2100


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, for messages: the file's name, the lines of all its values, and the path of one."""

    file: str
    lines: Mapping[Path, int]
    path: Path = ()

    def of(self, *more: str | int) -> "Place":
        """A place further in."""
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
        return ".".join(printable(part[:60]) for part in self.path if isinstance(part, str))

    def problem(self, what: str) -> NoReturn:
        """Raise the problem found here."""
        field = f", {self.field}" if self.field else ""
        raise Problem(f"{self.file}, line {self.line}{field}: {what}")


@dataclass(frozen=True, slots=True)
class Fields:
    """A table of the file. Reading a field checks it; ``only`` refuses fields that nobody reads."""

    values: Mapping[str, Any]
    place: Place

    def only(self, allowed: Collection[str]) -> None:
        """Refuse keys that are not allowed."""
        for key in self.values:
            if key not in allowed:
                self.place.of(key).problem(f"{shown(key)} is no field here{nearest(key, allowed)}")

    def require(self, key: str) -> Any:
        """A value that must be there."""
        if key not in self.values:
            self.place.problem(f'"{key}" is missing; add it.')
        return self.values[key]

    def text(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """Text that must be there, without control characters."""
        return _checked_text(self.require(key), self.place.of(key), longest)

    def text_or_none(self, key: str, longest: int = LONGEST_TEXT) -> str | None:
        """Text that may be there."""
        return self.text(key, longest) if key in self.values else None

    def line_or_none(self, key: str) -> str | None:
        """Text of one line at most, for quotations."""
        text = self.text_or_none(key, LONGEST_LINE)
        if text is not None and "\n" in text:
            self.place.of(key).problem("a quotation is one line at most; shorten it.")
        return text

    def ident(self) -> str:
        """The ``id`` of this table."""
        text = self.text("id", 80)
        if not _ID.fullmatch(text):
            self.place.of("id").problem(f"{shown(text)} is no id; use small letters, digits and single hyphens.")
        return text

    def name(self, key: str) -> str:
        """A name of ours: small letters, digits and underscores."""
        text = self.text(key, 80)
        if not _NAME.fullmatch(text):
            self.place.of(key).problem(f"{shown(text)} is no name; use small letters, digits and underscores.")
        return text

    def one_of(self, key: str, valid: Collection[str], default: str | None = None) -> str:
        """One of a few words."""
        if default is not None and key not in self.values:
            return default
        return _known(self.text(key), valid, self.place.of(key), f"no {key}")

    def day(self, key: str) -> date:
        """A day that must be there."""
        return _checked_day(self.require(key), self.place.of(key))

    def day_or_none(self, key: str) -> date | None:
        """A day that may be there."""
        return self.day(key) if key in self.values else None

    def number_or_none(self, key: str) -> float | None:
        """A finite number, not negative, that may be there."""
        return _checked_number(self.values[key], self.place.of(key)) if key in self.values else None

    def names(self, key: str, valid: Collection[str], what: str) -> tuple[str, ...]:
        """A list of known names, at least one, none twice."""
        listed = self._list(key)
        place = self.place.of(key)
        if not listed:
            place.problem(f"the list is empty; name at least one {what}.")
        found: list[str] = []
        for index, item in enumerate(listed):
            here = place.of(index)
            name = _known(_checked_text(item, here, LONGEST_LINE), valid, here, f"no {what} that is known")
            if name in found:
                here.problem(f"{shown(name)} is there twice; take one out.")
            found.append(name)
        return tuple(found)

    def names_or_none(self, key: str, valid: Collection[str], what: str) -> tuple[str, ...] | None:
        """A list of known names that may be there."""
        return self.names(key, valid, what) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of short texts that may be there."""
        if key not in self.values:
            return ()
        place = self.place.of(key)
        items = tuple(_checked_text(item, place.of(at), LONGEST_LINE) for at, item in enumerate(self._list(key)))
        if len(set(items)) < len(items):
            place.problem("the list names one thing twice; take one out.")
        return items

    def truth(self, key: str) -> bool:
        """True or false; false where it is not said."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.place.of(key).problem(f"{shown(value)} is neither true nor false; write one of the two.")
        return value

    def url(self, key: str) -> str:
        """A web address that must be there; http and https only, so that a page may link to it."""
        text = self.text(key)
        if not _is_web_address(text):
            self.place.of(key).problem(f"{shown(text)} is no web address; it must begin with https:// or http://.")
        return text

    def tables(self, key: str) -> Iterator["Fields"]:
        """The tables of an array of tables that may be there."""
        listed = self._list(key) if key in self.values else []
        if len(listed) > LONGEST_LIST:
            self.place.of(key).problem(f"more than {LONGEST_LIST:,} entries; an operation has few.")
        for index, item in enumerate(listed):
            yield _table(item, self.place.of(key, index), f"[[{key}]]")

    def table(self, key: str) -> "Fields":
        """A table that must be there."""
        return _table(self.require(key), self.place.of(key), f"[{key}]")

    def _list(self, key: str) -> list[Any]:
        value = self.require(key)
        if not isinstance(value, list):
            self.place.of(key).problem(f"{shown(value)} is no list; write it in [ ].")
        return value


def _table(value: object, place: Place, header: str) -> Fields:
    if not isinstance(value, dict):
        place.problem(f"{shown(value)} is no table; write it under a {header} line.")
    return Fields(value, place)


def _known(name: str, valid: Collection[str], place: Place, what: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if name not in valid:
        place.problem(f"{shown(name)} is {what}{nearest(name, valid)}")
    return name


def _checked_text(value: object, place: Place, longest: int) -> str:
    if not isinstance(value, str):
        place.problem(f"{shown(value)} is no text; put it in quotation marks.")
    if not value.strip():
        place.problem("the text is empty; fill it in or take the line out.")
    if len(value) > longest:
        place.problem(f"the text has {len(value):,} characters; {longest:,} is the most.")
    unseen = next((letter for letter in value if _is_unseen(letter)), None)
    if unseen is not None:
        place.problem(f"the text holds an unprintable character (U+{ord(unseen):04X}); take it out.")
    return value


def _is_unseen(letter: str) -> bool:
    """Control characters and marks that turn the direction of text: they can make a page or a terminal lie."""
    return letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _checked_day(value: object, place: Place) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        place.problem(f"{shown(value)} is text; write the date without quotation marks.")
    if isinstance(value, datetime) or not isinstance(value, date):
        place.problem(f"{shown(value)} is no date; write it as 2019-06-21.")
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        place.problem(f"{value} lies outside {_FIRST_YEAR} to {_LAST_YEAR}; mend the year.")
    return value


def _checked_number(value: object, place: Place) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        place.problem(f"{shown(value)} is no number; write it in digits, without quotation marks or commas.")
    if isinstance(value, float) and not math.isfinite(value):
        place.problem(f"{value} is no number that can be counted with; give a finite one.")
    if value < 0:
        place.problem(f"{shown(value)} is negative; a count or share is 0 or more.")
    if value > LARGEST_NUMBER:
        place.problem(f"{shown(value)} is too large to be true; a count is below a million million.")
    return value


def _is_web_address(text: str) -> bool:
    if not text.isprintable() or any(letter in "<>\"'`\\ " for letter in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
