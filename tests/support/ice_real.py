"""The real files of ICE, where they lie beside the repository: each read once for all tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from finalorder.errors import FinalorderError
from finalorder.ice.file_checks import SourceFile, inspect_file
from finalorder.ice.file_families import read_file
from finalorder.ice.workbook import FileContent
from support.places import SHARED

FOLDER = SHARED / "data" / "ice"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held, or why it was refused."""

    content: FileContent | None
    refusal: str


@cache
def read(path: Path) -> Reading:
    try:
        content, refusal = read_file(inspect_file(path)), ""
    except FinalorderError as problem:
        content, refusal = None, str(problem)
    return Reading(content, refusal)


def read_again(file: SourceFile) -> FileContent:
    """What was read of a file, for whoever would read it again."""
    content = read(file.path).content
    assert content is not None, file.name
    return content
