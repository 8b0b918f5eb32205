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
from finalorder.disclosure.derived_shares import derive_share
from finalorder.disclosure.gate import apply_disclosure_control
from finalorder.disclosure.policy import Policy, load_policy
from finalorder.disclosure.protected_rows import add_counts, bound_union

__all__ = [
    "ANSWER_COLUMNS",
    "ANSWER_SCHEMA",
    "SIMULATED",
    "UNPROTECTED",
    "AnswerRow",
    "Policy",
    "Shown",
    "add_counts",
    "apply_disclosure_control",
    "bound_union",
    "compute_wilson_interval",
    "derive_share",
    "load_policy",
    "stamp_unprotected",
]
