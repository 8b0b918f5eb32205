"""ICE's own files in a lake, and what they say about a day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Unpack

from finalorder.answers import Question, QuestionOptions, as_question
from finalorder.api.displayed import Answer
from finalorder.ice import AddReport, add_files, answer_subject


def add_ice_files(files: Sequence[Path], lake_dir: str | Path) -> AddReport:
    """Read ICE's spreadsheets, recognised by content, into a lake: all of them or none.

    :raises FinalorderError: if a file is not one of ICE's, is damaged, or the lake cannot be written.
    """
    return add_files(files, Path(lake_dir))


def answer_ice_subject(subject: str | Question, lake_dir: str | Path, **options: Unpack[QuestionOptions]) -> Answer:
    """Say what ICE's files say about a subject on a day, each figure with its file, sheet and cell.

    Options are ``as_of`` (today without one) and ``city``. Figures are as ICE published them: they count no case of the
    court and pass no gate.

    :raises FinalorderError: for an unknown subject or place, or if there is no such lake.
    """
    question = as_question("ice", subject, options)
    day = question.as_of or date.today()  # noqa: DTZ011 - a calendar day, as the files have
    shown = answer_subject(question.subject, Path(lake_dir), day, city=question.city or None)
    return Answer(question.resolve("", day), shown)
