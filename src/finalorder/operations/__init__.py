"""The announcement as data: operation files, what changed in them, their state as of a day."""

from finalorder.operations.diff import Change, at, days, diff
from finalorder.operations.loading import load, parse, shipped
from finalorder.operations.model import (
    Assumption,
    Capacity,
    Claim,
    Figure,
    Operation,
    Outcome,
    Police,
    Revision,
    Source,
    said,
)
from finalorder.operations.new import new_operation, to_toml

__all__ = [
    "Assumption",
    "Capacity",
    "Change",
    "Claim",
    "Figure",
    "Operation",
    "Outcome",
    "Police",
    "Revision",
    "Source",
    "at",
    "days",
    "diff",
    "load",
    "new_operation",
    "parse",
    "said",
    "shipped",
    "to_toml",
]
