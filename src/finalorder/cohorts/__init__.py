"""Who the announcement names: groups of cases, each with the evidence the records hold."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from finalorder.doors import open_door
from finalorder.words import add_messages

if TYPE_CHECKING:
    from finalorder.cohorts.case_files import (
        PREPARED_FOLDER,
        find_case_files,
        find_prepared_files,
        list_columns,
        list_possible_case_tables,
    )
    from finalorder.cohorts.custom import (
        COHORT_TEXTS,
        CustomCohort,
        build_custom_cohort,
        check_cohort_name,
        drop_step_names,
        read_cohort_file,
        require_narrowing,
        split_cohort,
    )
    from finalorder.cohorts.definitions import MEMBER, Cohort, get_cohort, list_cohort_names, load_cohort_steps
    from finalorder.cohorts.dimension_steps import list_kept_dimensions, list_level_lookups, write_level
    from finalorder.cohorts.flow import ask_cohort_flow, list_flow_steps
    from finalorder.cohorts.gathered_levels import UNIT_ROW, build_asked_steps, select_gathered, write_gathered_levels
    from finalorder.cohorts.standing_members import (
        ask_condition,
        build_asked,
        build_sources,
        can_gather,
        compute_cohorts,
        open_cohorts,
        subtract_months,
        validate_as_of,
    )
else:
    __getattr__ = open_door(__name__)


def _collect_words() -> Mapping[str, Mapping[str, str]]:
    """Collect the words of the groups when somebody asks for one: the room is opened then, and not before."""
    from finalorder.cohorts.definitions import collect_page_words

    return collect_page_words()


add_messages(_collect_words)

__all__ = [
    "COHORT_TEXTS",
    "MEMBER",
    "PREPARED_FOLDER",
    "UNIT_ROW",
    "Cohort",
    "CustomCohort",
    "ask_cohort_flow",
    "ask_condition",
    "build_asked",
    "build_asked_steps",
    "build_custom_cohort",
    "build_sources",
    "can_gather",
    "check_cohort_name",
    "compute_cohorts",
    "drop_step_names",
    "find_case_files",
    "find_prepared_files",
    "get_cohort",
    "list_cohort_names",
    "list_columns",
    "list_flow_steps",
    "list_kept_dimensions",
    "list_level_lookups",
    "list_possible_case_tables",
    "load_cohort_steps",
    "open_cohorts",
    "read_cohort_file",
    "require_narrowing",
    "select_gathered",
    "split_cohort",
    "subtract_months",
    "validate_as_of",
    "write_gathered_levels",
    "write_level",
]
