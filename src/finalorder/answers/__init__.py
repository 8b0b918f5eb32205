"""What is asked and what is answered: questions, answer rows, what may be shown, and the formats that carry it."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.answers import formats
    from finalorder.answers.answer import Answer, ArrowSource, describe_size
    from finalorder.answers.conditions import (
        Condition,
        SourceLocation,
        build_level_table,
        combine_predicates,
        parse_conditions,
        parse_dimension,
        parse_predicate,
        split_condition,
    )
    from finalorder.answers.data_package import LICENCE, PackagedFile, format_data_package
    from finalorder.answers.folding import FoldedRows, fold_hidden_rows, is_mostly_hidden
    from finalorder.answers.formats import (
        format_answer_value,
        format_csv,
        format_json,
        format_text_column,
        guard_cell,
        list_stamps,
        list_used_columns,
        name_level,
        name_stamp,
        to_arrow,
        to_csv,
        to_json,
    )
    from finalorder.answers.intervals import NORMAL_975, compute_score_interval, compute_wilson_interval
    from finalorder.answers.level_ranges import RANGE_MARK, abridge_levels
    from finalorder.answers.provenance import (
        NO_PROVENANCE,
        Provenance,
        add_to_png,
        add_to_svg,
        format_csv_metadata,
        get_version,
        name_csv_metadata,
        read_from_png,
        read_from_svg,
    )
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
        IDENTITY_COLUMNS,
        TEXT_COLUMNS,
        AnswerRow,
        build_answer_table,
        build_partial_table,
        make_natural_sort_key,
        read_answer_rows,
        sort_answer_rows,
    )
    from finalorder.answers.shown import SIMULATED, UNPROTECTED, Shown, stamp_unprotected
    from finalorder.answers.stored_rows import (
        ROW_SUFFIXES,
        PlainRow,
        StoredRows,
        compare_rows,
        list_added_rows,
        make_plain_rows,
        read_stored_rows,
    )
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "ANSWER_COLUMNS",
    "ANSWER_SCHEMA",
    "IDENTITY_COLUMNS",
    "LICENCE",
    "NORMAL_975",
    "NO_PROVENANCE",
    "RANGE_MARK",
    "ROW_SUFFIXES",
    "SIMULATED",
    "TEXT_COLUMNS",
    "UNPROTECTED",
    "Answer",
    "AnswerRow",
    "ArrowSource",
    "Condition",
    "FoldedRows",
    "PackagedFile",
    "PlainRow",
    "Provenance",
    "Question",
    "QuestionOptions",
    "Shown",
    "SourceLocation",
    "StoredRows",
    "abridge_levels",
    "add_to_png",
    "add_to_svg",
    "as_question",
    "build_answer_table",
    "build_level_table",
    "build_partial_table",
    "combine_predicates",
    "compare_rows",
    "compute_score_interval",
    "compute_wilson_interval",
    "describe_size",
    "fold_hidden_rows",
    "format_answer_value",
    "format_csv",
    "format_csv_metadata",
    "format_data_package",
    "format_json",
    "format_text_column",
    "formats",
    "get_version",
    "guard_cell",
    "is_mostly_hidden",
    "list_added_rows",
    "list_stamps",
    "list_used_columns",
    "make_natural_sort_key",
    "make_plain_rows",
    "make_question",
    "name_csv_metadata",
    "name_level",
    "name_stamp",
    "parse_command",
    "parse_conditions",
    "parse_dimension",
    "parse_predicate",
    "parse_question",
    "read_answer_rows",
    "read_from_png",
    "read_from_svg",
    "read_stored_rows",
    "sort_answer_rows",
    "split_condition",
    "stamp_unprotected",
    "to_arrow",
    "to_csv",
    "to_json",
]
