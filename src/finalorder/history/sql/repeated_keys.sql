-- repeated_keys: one row: how many keys are blank or repeated, in the added release or in one stretch of the history.
WITH
-- one row a key of the release that is blank or repeated
of_release AS (
    SELECT row_key FROM release_rows GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL
),
-- one row a key that is blank or repeated among the rows of the history that stood since one release
of_history AS (
    SELECT row_key, since FROM history_rows GROUP BY row_key, since HAVING count(*) > 1 OR row_key IS NULL
)
SELECT (SELECT count(*) FROM of_release) + (SELECT count(*) FROM of_history) AS repeated
