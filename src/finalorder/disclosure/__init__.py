"""The one door out: Raw in, Shown out."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
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
    from finalorder.disclosure.plan import (
        COHORTS,
        FORECASTS,
        MEASURES,
        OPERATIONS,
        PLAN_FILE,
        PLAN_FOLDER,
        PlanTable,
        PublishedPlan,
        PublishedTable,
        find_plan_file,
        load_plan,
        open_plan,
        open_plan_folder,
    )
    from finalorder.disclosure.plan_writer import describe_plan, publish_measures, publish_rows
    from finalorder.disclosure.policy import Policy, load_policy
    from finalorder.disclosure.protected_rows import add_counts, bound_union
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "ANSWER_COLUMNS",
    "ANSWER_SCHEMA",
    "COHORTS",
    "FORECASTS",
    "MEASURES",
    "OPERATIONS",
    "PLAN_FILE",
    "PLAN_FOLDER",
    "SIMULATED",
    "UNPROTECTED",
    "AnswerRow",
    "PlanTable",
    "Policy",
    "PublishedPlan",
    "PublishedTable",
    "Shown",
    "add_counts",
    "apply_disclosure_control",
    "bound_union",
    "compute_wilson_interval",
    "derive_share",
    "describe_plan",
    "find_plan_file",
    "load_plan",
    "load_policy",
    "open_plan",
    "open_plan_folder",
    "publish_measures",
    "publish_rows",
    "stamp_unprotected",
]
