"""What the court does not know: detention, monitoring, local police, arrests, removals; from ICE's files."""

from finalorder.ice import local_police, questions, store
from finalorder.ice.add_files import AddReport, FileReport, add_files
from finalorder.ice.answer_rows import SUBJECTS, answer_subject, build_fact_row
from finalorder.ice.areas import Area, find_area
from finalorder.ice.detention import find_detention_in
from finalorder.ice.fact_lookup import Fact

__all__ = [
    "SUBJECTS",
    "AddReport",
    "Area",
    "Fact",
    "FileReport",
    "add_files",
    "answer_subject",
    "build_fact_row",
    "find_area",
    "find_detention_in",
    "local_police",
    "questions",
    "store",
]
