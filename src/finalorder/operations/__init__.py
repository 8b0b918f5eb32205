"""The announcement as data: operation files, what changed in them, their state as of a day."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.operations import cohort_flow, measure_answers
    from finalorder.operations.capacity import estimate_capacity_needs
    from finalorder.operations.changes import Change, compare_operations, list_change_days, reconstruct_operation
    from finalorder.operations.city_absence import measure_city_absence
    from finalorder.operations.claims import NOT_IN_RECORDS, ClaimAnswer, answer_claims, decide_verdict
    from finalorder.operations.create import compose_operation_toml, to_toml
    from finalorder.operations.ddp_answers import answer_ddp_comparison
    from finalorder.operations.forecast_answers import derive_lake_record, show_forecast
    from finalorder.operations.incidence_curves import (
        INCIDENCE_HORIZONS,
        INCIDENCE_METHOD,
        measure_in_absentia_incidence,
    )
    from finalorder.operations.loader import list_shipped_operations, load_operation, parse_operation
    from finalorder.operations.measure_answers import describe_methods, measure_release, resolve_question
    from finalorder.operations.operation import (
        CANNOT_ANSWER,
        ICE_FILES,
        LAW,
        NON_MEASURE_ANSWERS,
        Assumption,
        Capacity,
        Claim,
        Figure,
        Focus,
        Operation,
        Outcome,
        Phase,
        PlacementRule,
        PoliceStatement,
        Revision,
        Source,
        UncountedGroup,
        Unpublished,
    )
    from finalorder.operations.operation_scope import (
        STANDING_DETAINED,
        STANDING_FAMILIES,
        STANDING_NATIONWIDE,
        STANDING_NON_DETAINED,
        Scope,
        ask_scope,
        count_operation_scope,
    )
    from finalorder.operations.outcome_shares import (
        OutcomeShare,
        build_outcome_share_rows,
        list_outcome_shares,
        list_outcome_subjects,
    )
    from finalorder.operations.parameter_fit import ParameterFit, fit_release
    from finalorder.operations.part_limits import STANDING_PREFIX, cut_parts, cut_scope
    from finalorder.operations.published_tables import publish_scopes
    from finalorder.operations.release_diffs import answer_release_diff
    from finalorder.operations.revision_scopes import (
        OperationState,
        ScopeByRevision,
        count_scope_by_revision,
        list_revision_states,
    )
    from finalorder.operations.verification import AnchorComparison, Verification, compare_with_anchors
    from finalorder.operations.vintages import measure_revisions, measure_vintages
    from finalorder.operations.what_if import WhatIf, describe_what_if, find_what_if, read_what_if
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "CANNOT_ANSWER",
    "ICE_FILES",
    "INCIDENCE_HORIZONS",
    "INCIDENCE_METHOD",
    "LAW",
    "NON_MEASURE_ANSWERS",
    "NOT_IN_RECORDS",
    "STANDING_DETAINED",
    "STANDING_FAMILIES",
    "STANDING_NATIONWIDE",
    "STANDING_NON_DETAINED",
    "STANDING_PREFIX",
    "AnchorComparison",
    "Assumption",
    "Capacity",
    "Change",
    "Claim",
    "ClaimAnswer",
    "Figure",
    "Focus",
    "Operation",
    "OperationState",
    "Outcome",
    "OutcomeShare",
    "ParameterFit",
    "Phase",
    "PlacementRule",
    "PoliceStatement",
    "Revision",
    "Scope",
    "ScopeByRevision",
    "Source",
    "UncountedGroup",
    "Unpublished",
    "Verification",
    "WhatIf",
    "answer_claims",
    "answer_ddp_comparison",
    "answer_release_diff",
    "ask_scope",
    "build_outcome_share_rows",
    "cohort_flow",
    "compare_operations",
    "compare_with_anchors",
    "compose_operation_toml",
    "count_operation_scope",
    "count_scope_by_revision",
    "cut_parts",
    "cut_scope",
    "decide_verdict",
    "derive_lake_record",
    "describe_methods",
    "describe_what_if",
    "estimate_capacity_needs",
    "find_what_if",
    "fit_release",
    "list_change_days",
    "list_outcome_shares",
    "list_outcome_subjects",
    "list_revision_states",
    "list_shipped_operations",
    "load_operation",
    "measure_answers",
    "measure_city_absence",
    "measure_in_absentia_incidence",
    "measure_release",
    "measure_revisions",
    "measure_vintages",
    "parse_operation",
    "publish_scopes",
    "read_what_if",
    "reconstruct_operation",
    "resolve_question",
    "show_forecast",
    "to_toml",
]
