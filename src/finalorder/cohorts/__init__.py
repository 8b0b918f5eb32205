"""Who the announcement names: five groups, each with the evidence the records hold."""

from finalorder.cohorts.as_of import ask, checked_day, gather, gathered, months_before, see_release, see_traits, sources
from finalorder.cohorts.flows import MEMBER, gather_flow, steps_of
from finalorder.cohorts.naming import Cohort, cohort, names, sql_of
from finalorder.cohorts.own import Overlap, OwnCohort, overlaps, read_own
from finalorder.cohorts.predicates import Condition, dimension_of, level_of, level_table, parse

__all__ = [
    "MEMBER",
    "Cohort",
    "Condition",
    "Overlap",
    "OwnCohort",
    "ask",
    "checked_day",
    "cohort",
    "dimension_of",
    "gather",
    "gather_flow",
    "gathered",
    "level_of",
    "level_table",
    "months_before",
    "names",
    "overlaps",
    "parse",
    "read_own",
    "see_release",
    "see_traits",
    "sources",
    "sql_of",
    "steps_of",
]
