"""Operation files: TOML in, an ``Operation`` out, or a ``Problem`` that names file, line and field."""

import re
import tomllib
from collections.abc import Collection
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from finalorder.errors import Problem, nearest, printable, shown
from finalorder.operations.model import COHORTS, Operation
from finalorder.operations.parts import Known, read_operation
from finalorder.operations.positions import positions
from finalorder.operations.reading import Fields, Place
from finalorder.registry import rows

LARGEST = 1_000_000
"""The most bytes an operation file may have; the one that ships has under 50,000."""

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NO_DAY = re.compile(r"\s*(?P<field>[A-Za-z_]{1,40})\s*=\s*(?P<day>\d{4}-\d{1,2}-\d{1,2})\b")
_LONG_NAME = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){12}""")


def shipped() -> list[str]:
    """The ids of the operations that come with the package."""
    folder = resources.files("finalorder.operations")
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


def load(
    name_or_path: str,
    *,
    cities: Collection[str] | None = None,
    cohorts: Collection[str] = COHORTS,
    measures: Collection[str] | None = None,
) -> Operation:
    """The operation of that id, if it ships with the package, or in that file.

    ``cities`` are the valid names (the registry's, unless given), ``cohorts`` likewise; ``measures``, if given, are
    the names that a claim's ``records`` may use. Raises ``Problem`` for everything that the user can mend.
    """
    if name_or_path in shipped():
        file = resources.files("finalorder.operations").joinpath(f"{name_or_path}.toml")
        return parse(file.read_bytes(), f"{name_or_path}.toml", cities=cities, cohorts=cohorts, measures=measures)
    return parse(_content(name_or_path), name_or_path, cities=cities, cohorts=cohorts, measures=measures)


def parse(
    content: bytes | str,
    name: str,
    *,
    cities: Collection[str] | None = None,
    cohorts: Collection[str] = COHORTS,
    measures: Collection[str] | None = None,
) -> Operation:
    """The operation in a file's content; ``name`` is what messages call the file. Otherwise as ``load``."""
    name = printable(name)
    text = _text(content, name)
    _refuse_long_names(text, name)
    known = Known(_registered() if cities is None else frozenset(cities), tuple(cohorts), measures)
    try:
        values = _values(text, name)
        lines = positions(text)
    except RecursionError:
        line = _deepest_line(text)
        raise Problem(f"{name}, line {line}: nested too deep for an operation; take the brackets out.") from None
    return read_operation(Fields(values, Place(name, lines)), known)


@cache
def _registered() -> frozenset[str]:
    return frozenset(row["city"] for row in rows("cities"))


def _content(path: str) -> bytes:
    try:
        if not Path(path).is_file():
            raise Problem(_no_such(path))
        with Path(path).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise Problem(f"cannot read the operation file {shown(path)}: {reason}.") from None


def _no_such(path: str) -> str:
    ids = shipped()
    helped = nearest(path, ids) if ids else "."
    return f"{shown(path)} is neither a file nor the id of an operation that ships with the package{helped}"


def _text(content: bytes | str, name: str) -> str:
    """The text, whatever its line ends, without a byte order mark."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(data) > LARGEST:
        raise Problem(f"{name} is larger than {LARGEST:,} bytes; an operation file is a page or two, is this one?")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problem(f"{name}, line {line}: the file is not UTF-8 text there; save it as UTF-8.") from None


def _values(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Problem(_bad_toml(str(error), text, name)) from None
    except ValueError:
        line = _line_with(r"[0-9_]{4000}", text)
        raise Problem(f"{name}, line {line}: a number has thousands of digits; shorten it.") from None


def _bad_toml(message: str, text: str, name: str) -> str:
    where = _WHERE.search(message)
    line, column = _end(text) if where is None or where[1] is None else (int(where[1]), int(where[2]))
    what = printable(message[: where.start()] if where else message)
    if "overwrite" in what or "twice" in what:
        what = "the same name a second time"
    day = _NO_DAY.match(text.split("\n")[line - 1])
    if day and _is_no_day(day["day"]):
        return f"{name}, line {line}, {day['field']}: {day['day']} is no date; mend it."
    return f"{name}, line {line}, column {column}: this is not TOML ({what}); mend the line or the one before it."


def _is_no_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False


def _end(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _line_with(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _refuse_long_names(text: str, name: str) -> None:
    """The standard parser takes time by the square of a dotted name's parts; no operation has such names."""
    found = _LONG_NAME.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise Problem(f"{name}, line {line}: a dozen names joined by dots; an operation needs none, take them apart.")


def _deepest_line(text: str) -> int:
    """The line that ends with the most brackets open; text in quotation marks is counted too, which does no harm."""
    depth, deepest, at = 0, 0, 1
    for number, line in enumerate(text.split("\n"), 1):
        depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")
        opened = max(depth, line.count("["), line.count("{"))
        if opened > deepest:
            deepest, at = opened, number
    return at
