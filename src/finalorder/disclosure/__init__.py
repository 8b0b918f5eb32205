"""The one door out: Raw in, Shown out."""

from finalorder.answers import (
    ANSWER_COLUMNS,
    ANSWER_SCHEMA,
    SIMULATED,
    UNPROTECTED,
    AnswerRow,
    Shown,
    compute_wilson_interval,
    stamp_unprotected,
)
from finalorder.disclosure.cells import LEVEL_SEPARATOR, CellDefinitions, CellPattern, Relation, make_cell_pattern
from finalorder.disclosure.derived_shares import derive_share
from finalorder.disclosure.gate import apply_disclosure_control
from finalorder.disclosure.publications import PublicationLog
from finalorder.disclosure.system import is_small

__all__ = [
    "ANSWER_COLUMNS",
    "ANSWER_SCHEMA",
    "LEVEL_SEPARATOR",
    "SIMULATED",
    "UNPROTECTED",
    "AnswerRow",
    "CellDefinitions",
    "CellPattern",
    "PublicationLog",
    "Relation",
    "Shown",
    "apply_disclosure_control",
    "compute_wilson_interval",
    "derive_share",
    "is_small",
    "make_cell_pattern",
    "stamp_unprotected",
]
