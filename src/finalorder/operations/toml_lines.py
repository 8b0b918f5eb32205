"""On which line of a TOML file each value stands; the standard parser does not say.

It walks text that ``tomllib`` has already accepted, so it never judges, and a path is what one would type to reach the
value in Python: ``("claim", 2, "number")``, ``("cities", 4)``. The rules are those of TOML 1.0 (toml.io).
"""

import re
import tomllib

TomlPath = tuple[str | int, ...]

MAX_DEPTH = 16
"""Deeper nesting is refused with RecursionError, as Python itself does a little further on."""

MAX_INDEXED_ELEMENTS = 2_000
"""Elements of an array beyond this many have no line of their own."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_TOML_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_UNQUOTED_VALUE = re.compile(r"[^,\]}#\n]*")


def find_toml_lines(text: str) -> dict[TomlPath, int]:
    """Find the line numbers, from 1, of every table header, key and array element of valid TOML."""
    walk = _TomlLineScanner(text)
    walk.scan_document()
    return walk.lines


class _TomlLineScanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[TomlPath, int] = {}
        self.counts: dict[TomlPath, int] = {}
        self._line, self._counted = 1, 0

    def scan_document(self) -> None:
        table: TomlPath = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.scan_table_header()
            else:
                self.scan_assignment(table)
            self.skip(_BLANK)

    def get_line(self) -> int:
        """Return the line of the place where the walk is; it only ever goes forward."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def scan_table_header(self) -> TomlPath:
        is_array = self.text.startswith("[[", self.at)
        line = self.get_line()
        self.at += 2 if is_array else 1
        keys = self.scan_dotted_key()
        self.at += 2 if is_array else 1
        path: TomlPath = (*self.resolve_path((), keys[:-1]), keys[-1])
        if is_array:
            self.lines.setdefault(path, line)
            path = self.add_array_element(path)
        else:
            path = self.find_last_element(path)
        self.lines.setdefault(path, line)
        return path

    def resolve_path(self, path: TomlPath, keys: list[str]) -> TomlPath:
        for key in keys:
            path = self.find_last_element((*path, key))
            self.lines.setdefault(path, self.get_line())
        return path

    def find_last_element(self, path: TomlPath) -> TomlPath:
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def add_array_element(self, path: TomlPath) -> TomlPath:
        self.counts[path] = self.counts.get(path, 0) + 1
        return (*path, self.counts[path] - 1)

    def scan_dotted_key(self) -> list[str]:
        """Return a dotted key; the walk ends behind it and the spaces after it."""
        found = []
        while True:
            self.skip(_SPACE)
            found.append(self.scan_key())
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1

    def scan_key(self) -> str:
        if self.text[self.at] not in "\"'":
            return self.skip(_BARE_TOML_KEY)
        return str(tomllib.loads(f"key = {self.skip(_STRING)}")["key"])

    def scan_assignment(self, table: TomlPath) -> None:
        line = self.get_line()
        keys = self.scan_dotted_key()
        self.at += 1
        path = table
        for key in keys:
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.skip(_SPACE)
        self.scan_value(path)

    def scan_value(self, path: TomlPath) -> None:
        if len(path) > MAX_DEPTH:
            raise RecursionError
        mark = self.text[self.at]
        if mark == "[":
            self.scan_array(path)
        elif mark == "{":
            self.scan_inline_table(path)
        else:
            self.skip(_STRING if mark in "\"'" else _UNQUOTED_VALUE)

    def scan_array(self, path: TomlPath) -> None:
        self.at += 1
        index = 0
        while not self.skip_closing_mark("]"):
            if index < MAX_INDEXED_ELEMENTS:
                self.lines[(*path, index)] = self.get_line()
            self.scan_value((*path, index))
            index += 1

    def scan_inline_table(self, path: TomlPath) -> None:
        self.at += 1
        while not self.skip_closing_mark("}"):
            self.scan_assignment(path)

    def skip_closing_mark(self, mark: str) -> bool:
        """Step over blanks and commas, and over the closing mark if it is next."""
        self.skip(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_BLANK)
        if not self.text.startswith(mark, self.at):
            return False
        self.at += 1
        return True
