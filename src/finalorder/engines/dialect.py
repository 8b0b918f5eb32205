"""What differs between the engines, said once for each: the functions that SQL files call and engines lack.

The SQL files of the package are the same text on every engine. Where engines have no common spelling, a file calls
one of the functions below, and each engine defines it when it starts. What else may stand in a file is in
:mod:`finalorder.engines.portable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine is taught the package's functions: name -> the statement that defines it."""

    name: str
    functions: Mapping[str, str]


DUCKDB = Dialect(
    "duckdb",
    {
        "days_between": "CREATE OR REPLACE TEMP MACRO days_between(a, b) AS date_diff('day', a, b)",
        "no_texts": "CREATE OR REPLACE TEMP MACRO no_texts() AS CAST([] AS VARCHAR[])",
        "sorted_texts": "CREATE OR REPLACE TEMP MACRO sorted_texts(x) AS list_sort(x)",
    },
)
