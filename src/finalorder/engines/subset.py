"""The portable subset of SQL, as a table: what a SQL file may contain, each entry with an example.

Tests run every example on every engine, over a table ``sample`` with missing values in each column, and
docs/reference/sql-subset.md prints the list. ``nodes`` are the names under which sqlglot's parse tree shows the
construct.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One construct or function that gives the same rows on every engine, under its rule."""

    name: str
    nodes: tuple[str, ...]
    rule: str
    example: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What engines answer differently, an example that the linter rejects, and what to write instead."""

    example: str
    why: str
    instead: str


CONSTRUCTS = (
    Entry(
        "SELECT … FROM … WHERE",
        ("Select", "From", "Where", "Table", "TableAlias", "Column", "Identifier", "Alias", "Star", "Paren"),
        "no `* EXCLUDE` or `* REPLACE`; names in double quotes if reserved",
        'SELECT s.*, n AS "table" FROM sample AS s WHERE (n > 1)',
    ),
    Entry(
        "WITH, subqueries",
        ("With", "CTE", "Subquery", "Exists"),
        "not recursive",
        "WITH few AS (SELECT n FROM sample) SELECT (SELECT count(*) FROM few) - count(*) AS d FROM few WHERE EXISTS "
        "(SELECT 1 FROM sample AS s WHERE s.n = few.n)",
    ),
    Entry(
        "JOIN",
        ("Join",),
        "INNER, LEFT or CROSS, in words, with ON",
        "SELECT a.n, b.word FROM sample AS a LEFT JOIN sample AS b ON a.n = b.n AND b.flag CROSS JOIN "
        "(SELECT 7 AS seven) AS c INNER JOIN sample AS d ON d.n = a.n",
    ),
    Entry(
        "UNION, UNION ALL",
        ("Union",),
        "by position",
        "SELECT n, word FROM sample UNION ALL SELECT 9, 'nine' UNION SELECT 9, 'nine'",
    ),
    Entry(
        "GROUP BY, HAVING, DISTINCT",
        ("Group", "Having", "Distinct"),
        "columns named; no GROUP BY ALL, no DISTINCT ON",
        "SELECT DISTINCT flag, count(*) AS c FROM sample GROUP BY flag, word HAVING count(*) > 0",
    ),
    Entry(
        "ORDER BY",
        ("Order", "Ordered"),
        "an ascending key says NULLS LAST (engines disagree on where NULL goes)",
        "SELECT n, word FROM sample ORDER BY n NULLS LAST, word DESC",
    ),
    Entry(
        "row_number, rank, dense_rank, lag, lead OVER (…)",
        ("Window", "RowNumber", "Rank", "DenseRank", "Lag", "Lead"),
        "the order leaves no ties; a row_number is named `place` or cast to BIGINT (its type differs)",
        "SELECT id, row_number() OVER (PARTITION BY flag ORDER BY n DESC, id NULLS LAST) AS place, "
        "CAST(rank() OVER (ORDER BY word NULLS LAST) AS BIGINT) AS r, "
        "CAST(dense_rank() OVER (ORDER BY word NULLS LAST) AS BIGINT) AS dr, "
        "lag(n) OVER (ORDER BY id NULLS LAST) AS before, lead(n) OVER (ORDER BY id NULLS LAST) AS after FROM sample",
    ),
    Entry(
        "CASE, WHEN",
        ("Case", "If"),
        "",
        "SELECT CASE WHEN flag THEN n END AS a, CASE word WHEN 'b' THEN 1 ELSE 2 END AS b FROM sample",
    ),
    Entry(
        "AND, OR, NOT, =, <>, <, <=, >, >=",
        ("And", "Or", "Not", "EQ", "NEQ", "LT", "LTE", "GT", "GTE"),
        "texts compare by bytes",
        "SELECT id FROM sample WHERE flag AND n >= 1 OR NOT word <> 'b' AND word < 'é' AND n <= 5 OR day > other",
    ),
    Entry(
        "IS NULL, IS DISTINCT FROM, IN, BETWEEN",
        ("Is", "Null", "NullSafeEQ", "NullSafeNEQ", "In", "Between", "Tuple"),
        "",
        "SELECT id, n IS NULL AS a, n IS DISTINCT FROM 2 AS b, n IS NOT DISTINCT FROM 2 AS c FROM sample "
        "WHERE word NOT IN ('a', 'z') OR day BETWEEN DATE '2020-01-31' AND other",
    ),
    Entry(
        "+, -, *",
        ("Add", "Sub", "Mul", "Neg"),
        "whole numbers; a date plus or minus days, written out or in a column of 32 bits; never a date minus a date",
        "SELECT n + 1 AS a, -n * 2 AS b, day + 30 AS c, day - days AS d FROM sample",
    ),
    Entry(
        "/",
        ("Div",),
        "both sides CAST AS DOUBLE (decimals round differently), the lower one in nullif or the whole in CASE "
        "(by zero: an error here, infinity there)",
        "SELECT CAST(n AS DOUBLE) / nullif(CAST(n - 1 AS DOUBLE), CAST(0 AS DOUBLE)) AS q FROM sample",
    ),
    Entry(
        "literals",
        ("Literal", "Boolean"),
        "whole numbers; texts without a backslash or a quote inside; DATE '…'; true and false",
        "SELECT 1 AS a, 'text' AS b, DATE '2020-02-29' AS c, true AS d",
    ),
    Entry(
        "CAST",
        ("Cast", "DataType"),
        "to BIGINT, DOUBLE, DATE, STRING or BOOLEAN; not a quotient to BIGINT (one rounds, one cuts)",
        "SELECT CAST(n AS BIGINT) AS a, CAST(n AS STRING) AS b, CAST(moment AS DATE) AS c, CAST(NULL AS BOOLEAN) AS d, "
        "CAST(n AS DOUBLE) AS e FROM sample",
    ),
)

FUNCTIONS = (
    Entry(
        "count, sum, min, max",
        ("Count", "Sum", "Min", "Max"),
        "a sum that is kept is cast to BIGINT (its type differs)",
        "SELECT count(*) AS a, count(DISTINCT word) AS b, CAST(sum(n) AS BIGINT) AS c, min(word) AS d, max(day) AS e "
        "FROM sample",
    ),
    Entry(
        "coalesce, nullif, least, greatest",
        ("Coalesce", "Nullif", "Least", "Greatest"),
        "least and greatest pass over NULL",
        "SELECT coalesce(n, 0) AS a, nullif(n, 2) AS b, least(n, 2) AS c, greatest(day, other) AS d FROM sample",
    ),
    Entry(
        "abs",
        ("Abs",),
        "of whole numbers",
        "SELECT abs(n - 3) AS a FROM sample",
    ),
    Entry(
        "upper, lower, length, substr, trim, ||",
        ("Upper", "Lower", "Length", "Substring", "Trim", "DPipe"),
        "upper and lower of the court's codes, which are ASCII; trim takes spaces only",
        "SELECT upper(word) AS a, lower(word) AS b, length(word) AS c, substr(word, 1, 1) AS d, trim(word) AS e, "
        "word || '; ' AS f FROM sample",
    ),
    Entry(
        "concat_ws",
        ("ConcatWs",),
        "texts with a text between them; NULL is passed over",
        "SELECT concat_ws('; ', word, CAST(n AS STRING), CAST(day AS STRING), CAST(moment AS STRING), "
        "CAST(flag AS STRING)) AS a FROM sample",
    ),
    Entry(
        "sha256_text(x)",
        (),
        "the package's own: the SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits in small letters",
        "SELECT id, sha256_text(word) AS a FROM sample",
    ),
    Entry(
        "digest_word(x, n)",
        (),
        "the package's own: the nth of the eight numbers of 32 bits that such a digest is, from 0, as BIGINT",
        "SELECT id, digest_word(sha256_text(word), 0) AS a, digest_word(sha256_text(word), 7) AS b FROM sample",
    ),
    Entry(
        "year, quarter, month, day, last_day",
        ("Year", "Quarter", "Month", "Day", "LastDay"),
        "a kept one is cast to BIGINT (its type differs)",
        "SELECT CAST(year(day) AS BIGINT) AS a, CAST(quarter(day) AS BIGINT) AS b, CAST(month(day) AS BIGINT) AS c, "
        "CAST(day(day) AS BIGINT) AS d, last_day(day) AS e FROM sample",
    ),
    Entry(
        "days_between(a, b)",
        (),
        "the package's own: days from a to b, negative if b is earlier",
        "SELECT days_between(day, other) AS a, days_between(other, day) AS b FROM sample",
    ),
    Entry(
        "fiscal_year(d)",
        (),
        "the package's own: the federal fiscal year of a date (October to September, 31 USC 1102), as BIGINT",
        "SELECT fiscal_year(day) AS a, fiscal_year(other) AS b FROM sample",
    ),
    Entry(
        "month_number(d, n)",
        (),
        "the package's own: the number of the last month begun by a date, where months begin on their n-th day",
        "SELECT month_number(day, 1) AS a, month_number(other, 15) AS b FROM sample",
    ),
    Entry(
        "sorted_texts(array_agg(DISTINCT x))",
        ("ArrayAgg",),
        "the package's own: a group's texts, each once, sorted; array_agg only in this form, NULL left out by WHERE",
        "SELECT flag, sorted_texts(array_agg(DISTINCT word)) AS a FROM sample WHERE word IS NOT NULL GROUP BY flag",
    ),
    Entry(
        "no_texts()",
        (),
        "the package's own: an empty list of texts",
        "SELECT no_texts() AS a, id FROM sample",
    ),
)

ENTRIES = CONSTRUCTS + FUNCTIONS

REFUSALS = (
    Refusal("SELECT n FROM t ORDER BY n", "NULL first here, last there", "`ORDER BY n NULLS LAST`"),
    Refusal(
        "SELECT date_diff('month', a, b) FROM t", "boundaries here, whole months there", "year and month arithmetic"
    ),
    Refusal("SELECT date_diff('day', a, b) FROM t", "an error there", "`days_between(a, b)`"),
    Refusal("SELECT dayofweek(d) FROM t", "other numbering", "`days_between(DATE '2018-01-01', d)` and its weeks"),
    Refusal("SELECT list(x ORDER BY y) FROM t", "the order is dropped there", "`sorted_texts(array_agg(DISTINCT x))`"),
    Refusal("SELECT array_agg(x) FROM t", "order and NULL differ", "`sorted_texts(array_agg(DISTINCT x))`"),
    Refusal("SELECT CAST(x AS INTEGER) FROM t", "2.5 is 2 here, 3 there", "whole numbers, `CAST(x AS BIGINT)`"),
    Refusal(
        "SELECT CAST(CAST(a AS DOUBLE) / nullif(CAST(b AS DOUBLE), 1) AS BIGINT) FROM t",
        "rounded or cut",
        "keep the DOUBLE",
    ),
    Refusal("SELECT CAST(x AS VARCHAR) FROM t", "an error there", "`CAST(x AS STRING)`"),
    Refusal(
        "SELECT 1.92 * n FROM t", "decimals of another precision", "`CAST('1.92' AS DOUBLE)` from a registry table"
    ),
    Refusal("SELECT a / b FROM t", "whole, decimal or infinite", "both sides `CAST(… AS DOUBLE)`, the lower in nullif"),
    Refusal("SELECT TRY_CAST(x AS DATE) FROM t", "what parses differs", "read values once, in releases/"),
    Refusal("SELECT x::TIME FROM t", "there is no TIME there", "texts as the release writes them"),
    Refusal("SELECT quantile_cont(x, 0.5) FROM t", "an error there", "ranks by `row_number`"),
    Refusal("SELECT unnest(generate_series(1, 3))", "month ends differ", "a registry table of days"),
    Refusal("SELECT a FROM t ASOF JOIN u ON t.d >= u.d", "an error there", "a join and `row_number() … = 1`"),
    Refusal("SELECT a FROM t NATURAL JOIN u", "depends on columns unseen", "`INNER JOIN … ON`"),
    Refusal("SELECT a FROM t JOIN u USING (a)", "the column differs in outer joins", "`INNER JOIN … ON`"),
    Refusal("SELECT a FROM t, u", "a cross join by accident", "`CROSS JOIN`"),
    Refusal("SELECT * EXCLUDE (a) FROM t", "an error there", "the columns by name"),
    Refusal("SELECT DISTINCT ON (a) a, b FROM t", "an error there", "`row_number() … = 1`"),
    Refusal("SELECT a, count(*) FROM t GROUP BY ALL", "resolves aliases differently", "the columns by name"),
    Refusal("SELECT a FROM t LIMIT 5", "which rows is not said", "`row_number() … <= 5`"),
    Refusal(
        "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1",
        "an error there",
        "a subquery and WHERE",
    ),
    Refusal(
        "SELECT row_number() OVER (ORDER BY a NULLS LAST) AS sequence FROM t",
        "int here, bigint there",
        "`CAST(… AS BIGINT)`",
    ),
    Refusal("SELECT a FROM t TABLESAMPLE 5 PERCENT", "which rows is not said", "a condition on a key"),
    Refusal("PIVOT t ON a USING sum(b)", "an error there", "sums of CASE"),
    Refusal("SELECT 'it''s' AS a", "two texts joined in older versions", "texts without a quote"),
    Refusal("SELECT 'a\\b' AS a", "an escape there", "texts without a backslash"),
    Refusal("SELECT x LIKE 'a_' FROM t", "the escape character differs", "`=`, IN or substr"),
    Refusal("SELECT md5(x) FROM t", "not in the list: show by a test on both that it may be", "an entry of its own"),
    Refusal(
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
        "limits differ",
        "a registry table",
    ),
    Refusal("DELETE FROM t", "a step only reads", "SELECT"),
)
