"""The row in which every number leaves, what may be shown, and the formats that carry it."""

from finalorder.answers import formats
from finalorder.answers.formats import format_answer_value, format_csv, format_json, to_arrow, to_csv, to_json
from finalorder.answers.intervals import NORMAL_975, compute_score_interval, compute_wilson_interval
from finalorder.answers.rows import (
    ANSWER_COLUMNS,
    ANSWER_SCHEMA,
    IDENTITY_COLUMNS,
    TEXT_COLUMNS,
    AnswerRow,
    build_answer_table,
    build_partial_table,
    make_natural_sort_key,
    read_answer_rows,
    sort_answer_rows,
)
from finalorder.answers.shown import CITED_PROFILE, SIMULATED, UNPROTECTED, Shown, stamp_unprotected

__all__ = [
    "ANSWER_COLUMNS",
    "ANSWER_SCHEMA",
    "CITED_PROFILE",
    "IDENTITY_COLUMNS",
    "NORMAL_975",
    "SIMULATED",
    "TEXT_COLUMNS",
    "UNPROTECTED",
    "AnswerRow",
    "Shown",
    "build_answer_table",
    "build_partial_table",
    "compute_score_interval",
    "compute_wilson_interval",
    "format_answer_value",
    "format_csv",
    "format_json",
    "formats",
    "make_natural_sort_key",
    "read_answer_rows",
    "sort_answer_rows",
    "stamp_unprotected",
    "to_arrow",
    "to_csv",
    "to_json",
]
