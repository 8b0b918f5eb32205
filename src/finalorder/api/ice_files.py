"""ICE's own files in a lake, and what they say about a day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from finalorder.answers import Shown
from finalorder.ice import AddReport, add_files, answer_subject


def add_ice_files(files: Sequence[Path], lake_dir: str | Path) -> AddReport:
    """Read ICE's spreadsheets, recognised by content, into a lake: all of them or none.

    :raises Problem: if a file is not one of ICE's, is damaged, or the lake cannot be written.
    """
    return add_files(files, Path(lake_dir))


def answer_ice_subject(
    subject: str, lake_dir: str | Path, as_of: date | None = None, *, city: str | None = None
) -> Shown:
    """Say what ICE's files say about a subject on a day, each figure with its file, sheet and cell.

    Figures are as ICE published them: they count no case of the court and pass no gate.

    :raises Problem: for an unknown subject or place.
    """
    return answer_subject(subject, Path(lake_dir), as_of, city=city)
