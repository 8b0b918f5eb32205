"""Who the announcement names: five groups, each with the evidence the records hold."""

from finalorder.cohorts.as_of import ask, checked_day, gather, gathered, months_before, see_release, sources
from finalorder.cohorts.naming import Cohort, cohort, names, sql_of

__all__ = [
    "Cohort",
    "ask",
    "checked_day",
    "cohort",
    "gather",
    "gathered",
    "months_before",
    "names",
    "see_release",
    "sources",
    "sql_of",
]
