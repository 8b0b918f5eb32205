"""What is asked and what is answered: questions, answer rows, what may be shown, and the formats that carry it."""

from finalorder.answers import formats
from finalorder.answers.answer import Answer, ArrowSource
from finalorder.answers.conditions import (
    Condition,
    SourceLocation,
    build_level_table,
    combine_predicates,
    parse_conditions,
    parse_dimension,
    parse_level,
    parse_predicate,
)
from finalorder.answers.formats import (
    format_answer_value,
    format_csv,
    format_json,
    list_stamps,
    to_arrow,
    to_csv,
    to_json,
)
from finalorder.answers.intervals import NORMAL_975, compute_score_interval, compute_wilson_interval
from finalorder.answers.question import (
    Question,
    QuestionOptions,
    as_question,
    make_question,
    parse_command,
    parse_question,
)
from finalorder.answers.rows import (
    ANSWER_COLUMNS,
    ANSWER_SCHEMA,
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
    "NORMAL_975",
    "SIMULATED",
    "UNPROTECTED",
    "Answer",
    "AnswerRow",
    "ArrowSource",
    "Condition",
    "Question",
    "QuestionOptions",
    "Shown",
    "SourceLocation",
    "as_question",
    "build_answer_table",
    "build_level_table",
    "build_partial_table",
    "combine_predicates",
    "compute_score_interval",
    "compute_wilson_interval",
    "format_answer_value",
    "format_csv",
    "format_json",
    "formats",
    "list_stamps",
    "make_natural_sort_key",
    "make_question",
    "parse_command",
    "parse_conditions",
    "parse_dimension",
    "parse_level",
    "parse_predicate",
    "parse_question",
    "read_answer_rows",
    "sort_answer_rows",
    "stamp_unprotected",
    "to_arrow",
    "to_csv",
    "to_json",
]
