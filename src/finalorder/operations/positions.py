"""On which line of a TOML file each value stands; the standard parser does not say.

It walks text that ``tomllib`` has already accepted, so it never judges, and a path is what one would type to reach the
value in Python: ``("claim", 2, "number")``, ``("cities", 4)``. The rules are those of TOML 1.0 (toml.io).
"""

import re
import tomllib

Path = tuple[str | int, ...]

DEEPEST = 16
"""Deeper nesting is refused with RecursionError, as Python itself does a little further on."""

MOST_ELEMENTS = 2_000
"""Elements of an array beyond this many have no line of their own."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


def positions(text: str) -> dict[Path, int]:
    """Line numbers, from 1, of every table header, key and array element of valid TOML."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self._line, self._counted = 1, 0

    def document(self) -> None:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.assignment(table)
            self.skip(_BLANK)

    def line(self) -> int:
        """The line of the place where the walk is; it only ever goes forward."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def header(self) -> Path:
        is_array = self.text.startswith("[[", self.at)
        line = self.line()
        self.at += 2 if is_array else 1
        keys = self.keys()
        self.at += 2 if is_array else 1
        path: Path = (*self.resolve((), keys[:-1]), keys[-1])
        if is_array:
            self.lines.setdefault(path, line)
            path = self.next_of(path)
        else:
            path = self.last_of(path)
        self.lines.setdefault(path, line)
        return path

    def resolve(self, path: Path, keys: list[str]) -> Path:
        for key in keys:
            path = self.last_of((*path, key))
            self.lines.setdefault(path, self.line())
        return path

    def last_of(self, path: Path) -> Path:
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def next_of(self, path: Path) -> Path:
        self.counts[path] = self.counts.get(path, 0) + 1
        return (*path, self.counts[path] - 1)

    def keys(self) -> list[str]:
        """A dotted key; the walk ends behind it and the spaces after it."""
        found = []
        while True:
            self.skip(_SPACE)
            found.append(self.key())
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1

    def key(self) -> str:
        if self.text[self.at] not in "\"'":
            return self.skip(_BARE)
        return str(tomllib.loads(f"key = {self.skip(_STRING)}")["key"])

    def assignment(self, table: Path) -> None:
        line = self.line()
        keys = self.keys()
        self.at += 1
        path = table
        for key in keys:
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        if len(path) > DEEPEST:
            raise RecursionError
        mark = self.text[self.at]
        if mark == "[":
            self.array(path)
        elif mark == "{":
            self.inline_table(path)
        else:
            self.skip(_STRING if mark in "\"'" else _PLAIN)

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while not self.ends("]"):
            if index < MOST_ELEMENTS:
                self.lines[(*path, index)] = self.line()
            self.value((*path, index))
            index += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while not self.ends("}"):
            self.assignment(path)

    def ends(self, mark: str) -> bool:
        """Step over blanks and commas, and over the closing mark if it is next."""
        self.skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_BLANK)
        if not self.text.startswith(mark, self.at):
            return False
        self.at += 1
        return True
