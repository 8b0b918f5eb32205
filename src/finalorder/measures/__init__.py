"""Rates and counts from the ledger. Everything here is Raw: it has not passed the disclosure gate."""

from finalorder.measures.answering import Counted
from finalorder.measures.cubes import FOLDER, answer, write
from finalorder.measures.methods import Method, Published, chosen, measures, method, methods, named
from finalorder.measures.nesting import DENOMINATOR, NESTED, NUMERATOR, Nested, nested
from finalorder.measures.reach import LANGUAGES, reach_levels, reach_sums, waves
from finalorder.measures.scoping import counts as scope_counts
from finalorder.measures.scoping import prepare as prepare_scope
from finalorder.measures.standing import (
    ALL,
    ANY,
    SPLITS,
    count,
    measure_sql,
    names,
    see_cells,
    see_flow_city,
    see_groups,
    splits_of,
    stamp,
)
from finalorder.measures.ways import SUMS, WAYS
from finalorder.measures.workbench import OWN_STEPS, step_sql

__all__ = [
    "ALL",
    "ANY",
    "DENOMINATOR",
    "FOLDER",
    "LANGUAGES",
    "NESTED",
    "NUMERATOR",
    "OWN_STEPS",
    "SPLITS",
    "SUMS",
    "WAYS",
    "Counted",
    "Method",
    "Nested",
    "Published",
    "answer",
    "chosen",
    "count",
    "measure_sql",
    "measures",
    "method",
    "methods",
    "named",
    "names",
    "nested",
    "prepare_scope",
    "reach_levels",
    "reach_sums",
    "scope_counts",
    "see_cells",
    "see_flow_city",
    "see_groups",
    "splits_of",
    "stamp",
    "step_sql",
    "waves",
    "write",
]
