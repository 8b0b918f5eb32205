"""Rates and counts from the ledger. Everything here is Raw: it has not passed the disclosure gate."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.measures.anchor_counts import count_anchors, has_tables
    from finalorder.measures.cubes import CUBES_FOLDER, answer_measure, write_cubes
    from finalorder.measures.ddp_comparison import compare_ddp
    from finalorder.measures.empty_rows import EVERY_LEVEL, find_empty_rows
    from finalorder.measures.estimators import EmptyRows, MethodAnswer
    from finalorder.measures.groupings import (
        can_group,
        count_groupings,
        count_listed_rows,
        list_prepared_methods,
    )
    from finalorder.measures.method_runner import load_measure_steps
    from finalorder.measures.methods import (
        Method,
        PublishedValue,
        choose_methods,
        find_methods,
        get_method,
        group_methods_by_measure,
        load_methods,
    )
    from finalorder.measures.open_deadlines import (
        ORDER_LANGUAGES,
        list_deadline_months,
        list_reach_levels,
    )
    from finalorder.measures.order_pathways import PATHWAYS
    from finalorder.measures.query import CellQuery, is_split
    from finalorder.measures.scope_counts import (
        ScopeQuestion,
        count_cohort_flow,
        count_scope,
        count_standing_on,
    )
    from finalorder.measures.standing_orders import ALL_STANDING, ANY_COHORT, SPLITS, list_group_splits
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "ALL_STANDING",
    "ANY_COHORT",
    "CUBES_FOLDER",
    "EVERY_LEVEL",
    "ORDER_LANGUAGES",
    "PATHWAYS",
    "SPLITS",
    "CellQuery",
    "EmptyRows",
    "Method",
    "MethodAnswer",
    "PublishedValue",
    "ScopeQuestion",
    "answer_measure",
    "can_group",
    "choose_methods",
    "compare_ddp",
    "count_anchors",
    "count_cohort_flow",
    "count_groupings",
    "count_listed_rows",
    "count_scope",
    "count_standing_on",
    "find_empty_rows",
    "find_methods",
    "get_method",
    "group_methods_by_measure",
    "has_tables",
    "is_split",
    "list_deadline_months",
    "list_group_splits",
    "list_prepared_methods",
    "list_reach_levels",
    "load_measure_steps",
    "load_methods",
    "write_cubes",
]
