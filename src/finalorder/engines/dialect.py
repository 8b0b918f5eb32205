"""What differs between the engines, said once for each: the functions that SQL files call and engines lack.

The SQL files of the package are the same text on every engine. Where engines have no common spelling, a file calls
one of the functions below, and each engine defines it when it starts. What else may stand in a file is in
:mod:`finalorder.engines.portable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine is told about the package's functions; ``functions`` is name -> the statement defining it."""

    name: str
    functions: Mapping[str, str]


DUCKDB = Dialect(
    "duckdb",
    {
        "days_between": "CREATE OR REPLACE TEMP MACRO days_between(a, b) AS date_diff('day', a, b)",
        "whole_months_between": (
            "CREATE OR REPLACE TEMP MACRO whole_months_between(a, b) AS "
            "(year(b) - year(a)) * 12 + month(b) - month(a) - CASE WHEN day(b) < day(a) THEN 1 ELSE 0 END"
        ),
        "weekday": "CREATE OR REPLACE TEMP MACRO weekday(d) AS CAST(isodow(d) AS BIGINT)",
        "no_texts": "CREATE OR REPLACE TEMP MACRO no_texts() AS CAST([] AS VARCHAR[])",
        "sorted_texts": "CREATE OR REPLACE TEMP MACRO sorted_texts(x) AS list_sort(x)",
    },
)

SPARK = Dialect(
    "spark",
    {
        "days_between": (
            "CREATE OR REPLACE TEMPORARY FUNCTION days_between(a DATE, b DATE) RETURNS BIGINT RETURN datediff(b, a)"
        ),
        "whole_months_between": (
            "CREATE OR REPLACE TEMPORARY FUNCTION whole_months_between(a DATE, b DATE) RETURNS BIGINT RETURN "
            "(year(b) - year(a)) * 12 + month(b) - month(a) - CASE WHEN day(b) < day(a) THEN 1 ELSE 0 END"
        ),
        "weekday": (
            "CREATE OR REPLACE TEMPORARY FUNCTION weekday(d DATE) RETURNS BIGINT RETURN extract(DAYOFWEEK_ISO FROM d)"
        ),
        "no_texts": "CREATE OR REPLACE TEMPORARY FUNCTION no_texts() RETURNS ARRAY<STRING> RETURN array()",
        "sorted_texts": (
            "CREATE OR REPLACE TEMPORARY FUNCTION sorted_texts(x ARRAY<STRING>) RETURNS ARRAY<STRING> "
            "RETURN sort_array(x)"
        ),
    },
)
