-- repeated_pairs: one row: how many keys are blank or repeated in one of two releases.
WITH
-- one row a key of the older release that is blank or repeated
of_old AS (
    SELECT row_key FROM old_rows GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL
),
-- one row a key of the newer release that is blank or repeated
of_new AS (
    SELECT row_key FROM new_rows GROUP BY row_key HAVING count(*) > 1 OR row_key IS NULL
)
SELECT (SELECT count(*) FROM of_old) + (SELECT count(*) FROM of_new) AS repeated
