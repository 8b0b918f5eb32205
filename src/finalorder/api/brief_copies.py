"""A brief made again beside the one that was kept, and compared with it file by file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finalorder.answers import Provenance, compare_rows, get_version, list_added_rows, read_stored_rows
from finalorder.api.documents import BriefOptions, brief
from finalorder.errors import InputError
from finalorder.words import Words

_PACKAGE = Path("data") / "datapackage.json"
_DAYS = ("as_of", "printed")


def find_brief(path: Path) -> Path | None:
    """Find the folder of the brief that a path is, or is a page, a chart or a file of rows of."""
    inside = [path.parent.parent] if path.parent.name in ("data", "charts") else []
    pages = [path.parent] if path.suffix == ".html" else []
    folders = [path] if path.is_dir() else [*inside, *pages]
    return next((each for each in folders if (each / _PACKAGE).is_file()), None)


def read_brief_provenance(folder: Path) -> Provenance:
    """Read what made a brief.

    :raises InputError: if it does not say.
    """
    try:
        record = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))["provenance"]
        made = Provenance.from_record(record)
        _list_options(made.options)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{folder / _PACKAGE} does not say what made the brief; make it again.") from error
    return made


def compare_brief(folder: Path, wanted: Path, lake_dir: Path, words: Words) -> tuple[int, Sequence[str]]:
    """Make a brief again and compare it, or the one file of it that is wanted.

    Another version says its number on every page; then the rows alone are compared.
    """
    made = read_brief_provenance(folder)
    other_version = made.finalorder != get_version()
    with TemporaryDirectory() as scratch:
        again = Path(scratch)
        brief(str(made.options["operation"]), lake_dir, again, **_list_options(made.options))
        names = sorted(_list_files(folder if wanted.is_dir() else wanted, folder))
        if other_version:
            names = [name for name in names if name.startswith("data/") and name.endswith(".json")]
            names = [name for name in names if name != _PACKAGE.as_posix()]
        return len(names), [line for name in names for line in _compare_file(folder, again, name, words)]


def _list_options(record: Mapping[str, Any]) -> BriefOptions:
    """Read the options of a brief as JSON has them. Raises KeyError or ValueError if they cannot be."""
    if not isinstance(record["operation"], str):
        raise ValueError("no operation")  # noqa: TRY004 - damage, like any other wrong value
    kept = {name: value for name, value in record.items() if name in BriefOptions.__annotations__}
    days = {name: date.fromisoformat(kept[name]) for name in _DAYS if name in kept}
    options: BriefOptions = {**kept, **days}  # type: ignore[typeddict-item]
    return options


def _list_files(path: Path, folder: Path) -> Iterator[str]:
    """List the files of a brief that are made again: all but what was printed from them."""
    files = [path] if path.is_file() else path.rglob("*")
    yield from (each.relative_to(folder).as_posix() for each in files if each.is_file() and each.suffix != ".pdf")


def _compare_file(folder: Path, remade: Path, name: str, words: Words) -> Iterator[str]:
    kept, again = folder / name, remade / name
    if not again.is_file():
        yield words.format_plain("reproduce.row_gone", row=name)
    elif kept.read_bytes() != again.read_bytes():
        yield from _compare_rows(kept, again, name, words) or [words.format_plain("reproduce.file", name=name)]


def _compare_rows(kept: Path, again: Path, name: str, words: Words) -> list[str]:
    """List the rows of two files that differ, if they are files of rows."""
    if kept.suffix != ".json" or kept.name == _PACKAGE.name:
        return []
    before, now = read_stored_rows(kept).rows, read_stored_rows(again).rows
    lines = [*compare_rows(before, now, words), *list_added_rows(before, now, words)]
    return [f"{name}: {line}" for line in lines]
