"""Operation files: TOML in, an ``Operation`` out, or a ``FinalorderError`` that names file, line and field."""

import re
import tomllib
from collections.abc import Collection
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from finalorder.cohorts import list_cohort_names
from finalorder.errors import InputError, escape_unprintable, quote_value, suggest_names
from finalorder.operations.file_context import ValidNames
from finalorder.operations.operation import Operation
from finalorder.operations.operation_parts import read_operation
from finalorder.operations.toml_fields import TomlLocation, TomlTable
from finalorder.operations.toml_lines import find_toml_lines

MAX_OPERATION_BYTES = 1_000_000
"""The most bytes an operation file may have; the one that ships has under 50,000."""

_TOML_ERROR_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DATE_ASSIGNMENT = re.compile(r"\s*(?P<field>[A-Za-z_]{1,40})\s*=\s*(?P<day>\d{4}-\d{1,2}-\d{1,2})\b")
_LONG_DOTTED_KEY = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){12}""")


def list_shipped_operations() -> list[str]:
    """List the ids of the operations that come with the package."""
    folder = resources.files("finalorder.operations").joinpath("library")
    return sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))


def load_operation(
    name_or_path: str,
    *,
    cities: Collection[str] | None = None,
    cohorts: Collection[str] = (),
    measures: Collection[str] | None = None,
) -> Operation:
    """Load the operation of that id, if it ships with the package, or in that file.

    ``cities`` are the valid names (places as people say them, unless given), ``cohorts`` those that ship; ``measures``,
    if given, are the names that a claim's ``records`` may use. Cohort files beside the file are its own. Raises
    ``FinalorderError`` for everything that the user can fix.
    """
    if name_or_path in list_shipped_operations():
        places, names = (None if each is None else tuple(each) for each in (cities, measures))
        return _load_shipped_operation(name_or_path, places, tuple(cohorts), names)
    content, folder = _read_operation_bytes(name_or_path), str(Path(name_or_path).parent)
    return parse_operation(content, name_or_path, cities=cities, cohorts=cohorts, measures=measures, folder=folder)


@cache
def _load_shipped_operation(
    name: str, cities: tuple[str, ...] | None, cohorts: tuple[str, ...], measures: tuple[str, ...] | None
) -> Operation:
    """Load what ships with the package, which does not change: a command looks at several, and at one again."""
    file = resources.files("finalorder.operations").joinpath("library").joinpath(f"{name}.toml")
    return parse_operation(file.read_bytes(), f"{name}.toml", cities=cities, cohorts=cohorts, measures=measures)


def parse_operation(
    content: bytes | str,
    name: str,
    *,
    cities: Collection[str] | None = None,
    cohorts: Collection[str] = (),
    measures: Collection[str] | None = None,
    folder: str = "",
) -> Operation:
    """The operation in a file's content; ``name`` is what messages call the file, ``folder`` where it lies. Otherwise
    as ``load_operation``.
    """
    name = escape_unprintable(name)
    text = _decode_operation(content, name)
    _refuse_long_dotted_keys(text, name)
    known = ValidNames(
        None if cities is None else frozenset(cities), tuple(cohorts or list_cohort_names()), measures, folder
    )
    try:
        values = _parse_toml(text, name)
        lines = find_toml_lines(text)
    except RecursionError:
        line = _find_deepest_line(text)
        raise InputError(
            f"{name}, line {line}: nested too deeply for an operation; remove the extra brackets."
        ) from None
    return read_operation(TomlTable(values, TomlLocation(name, lines)), known)


def _read_operation_bytes(path: str) -> bytes:
    try:
        if not Path(path).is_file():
            raise InputError(_describe_unknown_operation(path))
        with Path(path).open("rb") as file:
            return file.read(MAX_OPERATION_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"cannot read the operation file {quote_value(path)}: {reason}.") from None


def _describe_unknown_operation(path: str) -> str:
    ids = list_shipped_operations()
    helped = suggest_names(path, ids) if ids else "."
    return f"{quote_value(path)} is neither a file nor the id of an operation that ships with the package{helped}"


def _decode_operation(content: bytes | str, name: str) -> str:
    """Decode the text, whatever its line ends, without a byte order mark."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(data) > MAX_OPERATION_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_OPERATION_BYTES:,} bytes; an operation file is a page or two; check the name."
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}, line {line}: the file is not UTF-8 text there; save it as UTF-8.") from None


def _parse_toml(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_describe_toml_error(str(error), text, name)) from None
    except ValueError:
        line = _find_matching_line(r"[0-9_]{4000}", text)
        raise InputError(f"{name}, line {line}: a number has thousands of digits; shorten it.") from None


def _describe_toml_error(message: str, text: str, name: str) -> str:
    where = _TOML_ERROR_POSITION.search(message)
    line, column = _find_end_position(text) if where is None or where[1] is None else (int(where[1]), int(where[2]))
    what = escape_unprintable(message[: where.start()] if where else message)
    if "overwrite" in what or "twice" in what:
        what = "the same name a second time"
    day = _DATE_ASSIGNMENT.match(text.split("\n")[line - 1])
    if day and _is_invalid_date(day["day"]):
        return f"{name}, line {line}, {day['field']}: {day['day']} is not a valid date; fix it."
    return f"{name}, line {line}, column {column}: this is not TOML ({what}); fix the line or the one before it."


def _is_invalid_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False


def _find_end_position(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _find_matching_line(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _refuse_long_dotted_keys(text: str, name: str) -> None:
    """The standard parser takes time by the square of a dotted name's parts; no operation has such names."""
    found = _LONG_DOTTED_KEY.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise InputError(f"{name}, line {line}: dotted key is too deep; operation files do not need dotted keys.")


def _find_deepest_line(text: str) -> int:
    """Find the line that ends with the most brackets open; text in quotation marks counts too, without harm."""
    depth, deepest, at = 0, 0, 1
    for number, line in enumerate(text.split("\n"), 1):
        depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")
        opened = max(depth, line.count("["), line.count("{"))
        if opened > deepest:
            deepest, at = opened, number
    return at
