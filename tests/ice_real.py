"""The real files of ICE, where they lie beside the repository: each read once for all tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from finalorder.context import families, files
from finalorder.context.workbook import Content
from finalorder.errors import Problem

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
FOLDER = SHARED / "data" / "ice"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held, or why it was refused."""

    content: Content | None
    refusal: str


@cache
def read(path: Path) -> Reading:
    try:
        content, refusal = families.read(files.source(path)), ""
    except Problem as problem:
        content, refusal = None, str(problem)
    return Reading(content, refusal)
