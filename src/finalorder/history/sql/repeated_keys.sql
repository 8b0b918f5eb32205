-- How many keys are blank or repeated, in the added release or in one stretch of releases of the history. One row.
WITH of_release AS (
    SELECT row_key FROM release_rows GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL
),
of_history AS (
    SELECT row_key, since FROM history_rows GROUP BY row_key, since HAVING count(*) > 1 OR row_key IS NULL
)
SELECT (SELECT count(*) FROM of_release) + (SELECT count(*) FROM of_history) AS repeated
