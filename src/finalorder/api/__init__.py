"""finalorder from Python: a function for each command, imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import finalorder.cohorts  # noqa: F401 - whoever asks a question may meet the words of a group
from finalorder.errors import suggest_names

if TYPE_CHECKING:
    from finalorder.answers import Question, make_question, parse_command, parse_question
    from finalorder.api.asking import ask
    from finalorder.api.builds import BuildSettings, build, derive, fetch, plan_build
    from finalorder.api.codebook import list_tables
    from finalorder.api.counts import (
        compare_ddp,
        count_cohort_exits,
        fit,
        measure,
        scope,
        verify,
    )
    from finalorder.api.displayed import Answer
    from finalorder.api.documents import Brief, brief, check, write_chart, write_sentences
    from finalorder.api.exporting import ExportSettings, export
    from finalorder.api.forecasts import backtest, forecast, write_forecast
    from finalorder.api.histories import (
        HistorySettings,
        add_history,
        diff,
        list_history,
        list_without_numbers,
        rebuild_history,
        revisions,
        write_diff,
    )
    from finalorder.api.ice_files import add_ice_files, answer_ice_subject
    from finalorder.api.lake_tables import LakeTable, OpenRelease, audit, open
    from finalorder.api.operation_files import (
        OperationDiff,
        compose_operation,
        diff_operations,
        list_operations,
        validate_operation,
    )
    from finalorder.api.publishing import PublishOptions, publish
    from finalorder.api.reference import (
        LawRule,
        compute_deadlines,
        describe,
        describe_cohort,
        find_charging_threshold,
        list_cohorts,
        list_law_rules,
        list_methods,
        list_remedies,
        read_cohort_files,
        show_sql,
    )
    from finalorder.api.reproducing import Reproduction, reproduce
    from finalorder.api.serving import ServeOptions, serve, serve_assistants
    from finalorder.api.vocabulary import (
        CourtCity,
        describe_unknown_fact,
        find_place,
        list_court_cities,
        list_dimensions,
        list_values,
    )
    from finalorder.api.watches import NewsLine, WatchOptions, watch
    from finalorder.pipeline import BuildResult
    from finalorder.simulation import SimulationConfig, load_parameters, simulate

__all__ = [
    "COMMAND_FUNCTIONS",
    "Answer",
    "Brief",
    "BuildResult",
    "BuildSettings",
    "CourtCity",
    "ExportSettings",
    "HistorySettings",
    "LakeTable",
    "LawRule",
    "NewsLine",
    "OpenRelease",
    "OperationDiff",
    "PublishOptions",
    "Question",
    "Reproduction",
    "ServeOptions",
    "SimulationConfig",
    "WatchOptions",
    "add_history",
    "add_ice_files",
    "answer_ice_subject",
    "ask",
    "audit",
    "backtest",
    "brief",
    "build",
    "check",
    "compare_ddp",
    "compose_operation",
    "compute_deadlines",
    "count_cohort_exits",
    "derive",
    "describe",
    "describe_cohort",
    "describe_unknown_fact",
    "diff",
    "diff_operations",
    "export",
    "fetch",
    "find_charging_threshold",
    "find_place",
    "fit",
    "forecast",
    "list_cohorts",
    "list_court_cities",
    "list_dimensions",
    "list_history",
    "list_law_rules",
    "list_methods",
    "list_operations",
    "list_remedies",
    "list_tables",
    "list_values",
    "list_without_numbers",
    "load_parameters",
    "make_question",
    "measure",
    "open",
    "parse_command",
    "parse_question",
    "plan_build",
    "publish",
    "read_cohort_files",
    "rebuild_history",
    "reproduce",
    "revisions",
    "scope",
    "serve",
    "serve_assistants",
    "show_sql",
    "simulate",
    "validate_operation",
    "verify",
    "watch",
    "write_chart",
    "write_diff",
    "write_forecast",
    "write_sentences",
]

#: command -> the functions that it is a mirror of
COMMAND_FUNCTIONS = {
    "simulate": ("simulate",),
    "fetch": ("fetch",),
    "build": ("build", "plan_build"),
    "derive": ("derive",),
    "history add": ("add_history",),
    "history list": ("list_history", "list_without_numbers"),
    "history rebuild": ("rebuild_history",),
    "diff": ("diff", "write_diff"),
    "revisions": ("revisions",),
    "watch": ("watch",),
    "update": ("watch",),
    "audit": ("audit",),
    "show": ("describe", "show_sql"),
    "cohorts": ("list_cohorts", "read_cohort_files", "count_cohort_exits"),
    "cities": ("find_place", "list_court_cities"),
    "dimensions": ("list_dimensions",),
    "values": ("list_values",),
    "law": ("list_law_rules",),
    "deadlines": ("compute_deadlines", "find_charging_threshold", "list_remedies"),
    "methods": ("list_methods",),
    "measure": ("measure", "write_chart", "write_sentences"),
    "compare ddp": ("compare_ddp",),
    "verify": ("verify",),
    "fit": ("fit",),
    "ice add": ("add_ice_files",),
    "ice show": ("answer_ice_subject",),
    "forecast": ("forecast", "write_forecast"),
    "backtest": ("backtest",),
    "operation list": ("list_operations",),
    "operation new": ("compose_operation",),
    "operation validate": ("validate_operation",),
    "operation diff": ("diff_operations",),
    "scope": ("scope",),
    "brief": ("brief",),
    "reproduce": ("reproduce",),
    "publish": ("publish",),
    "serve": ("serve",),
    "mcp": ("serve_assistants",),
    "check": ("check",),
    "export": ("export",),
}

_MODULES = {
    "codebook": ("list_tables",),
    "asking": ("ask",),
    "builds": ("BuildSettings", "build", "derive", "fetch", "plan_build"),
    "counts": (
        "compare_ddp",
        "count_cohort_exits",
        "fit",
        "measure",
        "scope",
        "verify",
    ),
    "displayed": ("Answer",),
    "documents": ("Brief", "brief", "check", "write_chart", "write_sentences"),
    "exporting": ("ExportSettings", "export"),
    "forecasts": ("backtest", "forecast", "write_forecast"),
    "histories": (
        "HistorySettings",
        "add_history",
        "diff",
        "list_history",
        "list_without_numbers",
        "rebuild_history",
        "revisions",
        "write_diff",
    ),
    "ice_files": ("add_ice_files", "answer_ice_subject"),
    "watches": ("NewsLine", "WatchOptions", "watch"),
    "lake_tables": ("LakeTable", "OpenRelease", "audit", "open"),
    "publishing": ("PublishOptions", "publish"),
    "serving": ("ServeOptions", "serve", "serve_assistants"),
    "operation_files": (
        "OperationDiff",
        "compose_operation",
        "diff_operations",
        "list_operations",
        "validate_operation",
    ),
    "reference": (
        "LawRule",
        "compute_deadlines",
        "describe",
        "describe_cohort",
        "find_charging_threshold",
        "list_cohorts",
        "list_law_rules",
        "list_methods",
        "list_remedies",
        "read_cohort_files",
        "show_sql",
    ),
    "reproducing": ("Reproduction", "reproduce"),
    "vocabulary": (
        "CourtCity",
        "describe_unknown_fact",
        "find_place",
        "list_court_cities",
        "list_dimensions",
        "list_values",
    ),
}
_HOMES = {name: f"finalorder.api.{module}" for module, names in _MODULES.items() for name in names}
_HOMES |= dict.fromkeys(("SimulationConfig", "load_parameters", "simulate"), "finalorder.simulation")
_ANSWER_NAMES = ("Question", "make_question", "parse_command", "parse_question")
_HOMES["BuildResult"] = "finalorder.pipeline"
_HOMES |= dict.fromkeys(_ANSWER_NAMES, "finalorder.answers")


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    hint = suggest_names(name, __all__) if not name.startswith("_") else "."
    raise AttributeError(f"module finalorder.api has no attribute {name}{hint}")


def __dir__() -> list[str]:
    return sorted(__all__)
