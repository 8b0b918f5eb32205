"""Who the announcement names: five groups, each with the evidence the records hold."""

from finalorder.cohorts.custom import CustomCohort, drop_step_names, read_cohort_file, split_cohort
from finalorder.cohorts.definitions import Cohort, get_cohort, list_cohort_names, read_cohort_sql
from finalorder.cohorts.flow import MEMBER, compute_cohort_flow, list_flow_steps
from finalorder.cohorts.members import (
    compute_cohorts,
    find_cohort_files,
    materialize_traits,
    open_cohort_engine,
    register_release,
    set_as_of,
    subtract_months,
    validate_as_of,
)

__all__ = [
    "MEMBER",
    "Cohort",
    "CustomCohort",
    "compute_cohort_flow",
    "compute_cohorts",
    "drop_step_names",
    "find_cohort_files",
    "get_cohort",
    "list_cohort_names",
    "list_flow_steps",
    "materialize_traits",
    "open_cohort_engine",
    "read_cohort_file",
    "read_cohort_sql",
    "register_release",
    "set_as_of",
    "split_cohort",
    "subtract_months",
    "validate_as_of",
]
