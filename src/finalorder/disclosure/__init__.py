"""The one door out: Raw in, Shown out."""

from finalorder.disclosure.answers import COLUMNS, SCHEMA, AnswerRow
from finalorder.disclosure.cells import Key, Relation, key_of
from finalorder.disclosure.door import open_door
from finalorder.disclosure.intervals import wilson
from finalorder.disclosure.publications import PublicationLog
from finalorder.disclosure.shown import SIMULATED, UNPROTECTED, Shown

__all__ = [
    "COLUMNS",
    "SCHEMA",
    "SIMULATED",
    "UNPROTECTED",
    "AnswerRow",
    "Key",
    "PublicationLog",
    "Relation",
    "Shown",
    "key_of",
    "open_door",
    "wilson",
]
