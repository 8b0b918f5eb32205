"""The one door out: Raw in, Shown out."""

from finalorder.disclosure.answers import COLUMNS, SCHEMA, AnswerRow
from finalorder.disclosure.cells import OR, Key, Meanings, Relation, key_of
from finalorder.disclosure.door import open_door
from finalorder.disclosure.intervals import wilson
from finalorder.disclosure.publications import PublicationLog
from finalorder.disclosure.shown import SIMULATED, UNPROTECTED, Shown, stamped
from finalorder.disclosure.system import is_small

__all__ = [
    "COLUMNS",
    "OR",
    "SCHEMA",
    "SIMULATED",
    "UNPROTECTED",
    "AnswerRow",
    "Key",
    "Meanings",
    "PublicationLog",
    "Relation",
    "Shown",
    "is_small",
    "key_of",
    "open_door",
    "stamped",
    "wilson",
]
