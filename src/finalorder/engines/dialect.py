"""What differs between the engines, said once for each: everything else is one text for all.

The SQL files of the package are the same on every engine. Where engines have no common spelling, a file calls one of
the functions below, and each engine is taught them when it starts. What else may stand in a file is in
:mod:`finalorder.engines.linter`; nothing is translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine: the package's functions as statements that define them, and the settings that make it answer alike.

    ``functions``: name -> the statement. ``settings``: name -> value, set before the first statement runs.
    """

    name: str
    functions: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)


DUCKDB = Dialect(
    "duckdb",
    {
        "days_between": "CREATE OR REPLACE TEMP MACRO days_between(a, b) AS date_diff('day', a, b)",
        "digest_word": "CREATE OR REPLACE TEMP MACRO digest_word(x, n) AS "
        "CAST('0x' || substr(x, 1 + 8 * n, 8) AS BIGINT)",
        "fiscal_year": "CREATE OR REPLACE TEMP MACRO fiscal_year(d) AS "
        "CAST(year(d) AS BIGINT) + CASE WHEN month(d) >= 10 THEN 1 ELSE 0 END",
        "month_number": "CREATE OR REPLACE TEMP MACRO month_number(d, n) AS "
        "CAST(year(d) * 12 + month(d) - 1 - CASE WHEN day(d) < n THEN 1 ELSE 0 END AS BIGINT)",
        "no_texts": "CREATE OR REPLACE TEMP MACRO no_texts() AS CAST([] AS VARCHAR[])",
        "sha256_text": "CREATE OR REPLACE TEMP MACRO sha256_text(x) AS sha256(x)",
        "sorted_texts": "CREATE OR REPLACE TEMP MACRO sorted_texts(x) AS list_sort(x)",
    },
    {"preserve_insertion_order": "true", "nested_loop_join_threshold": "32"},
)

SPARK = Dialect(
    "spark",
    {
        "days_between": "CREATE OR REPLACE TEMPORARY FUNCTION days_between(a DATE, b DATE) RETURNS BIGINT "
        "RETURN CAST(datediff(b, a) AS BIGINT)",
        "digest_word": "CREATE OR REPLACE TEMPORARY FUNCTION digest_word(x STRING, n INT) RETURNS BIGINT "
        "RETURN CAST(conv(substr(x, 1 + 8 * n, 8), 16, 10) AS BIGINT)",
        "fiscal_year": "CREATE OR REPLACE TEMPORARY FUNCTION fiscal_year(d DATE) RETURNS BIGINT "
        "RETURN CAST(year(d) AS BIGINT) + CASE WHEN month(d) >= 10 THEN 1 ELSE 0 END",
        "month_number": "CREATE OR REPLACE TEMPORARY FUNCTION month_number(d DATE, n BIGINT) RETURNS BIGINT "
        "RETURN CAST(year(d) * 12 + month(d) - 1 - CASE WHEN day(d) < n THEN 1 ELSE 0 END AS BIGINT)",
        "no_texts": "CREATE OR REPLACE TEMPORARY FUNCTION no_texts() RETURNS ARRAY<STRING> "
        "RETURN CAST(array() AS ARRAY<STRING>)",
        "sha256_text": "CREATE OR REPLACE TEMPORARY FUNCTION sha256_text(x STRING) RETURNS STRING RETURN sha2(x, 256)",
        "sorted_texts": "CREATE OR REPLACE TEMPORARY FUNCTION sorted_texts(x ARRAY<STRING>) RETURNS ARRAY<STRING> "
        "RETURN array_sort(x)",
    },
    {
        # strict arithmetic, names in double quotes, days and moments that belong to no time zone
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    },
)
