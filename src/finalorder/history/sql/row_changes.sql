-- row_changes: one row a row of either release that the other does not hold as it is, and what became of it.
-- Key: change, row_key, old_digest, old_copy, new_digest, new_copy.
-- Rules: rows equal in everything are kept. What is left of a key in both releases is the same row, changed; where a key
-- is repeated they are paired in the order of their contents. A blank key identifies no row: such a row is never changed.
-- `old_rows` and `new_rows` are without the rows whose key both releases have once and alike (`alike_rows`).
WITH
-- one row a row of the older release that the newer does not hold, numbered within its key
old_left AS (
    SELECT
        o.row_key, o.row_digest, o.occurrence,
        row_number() OVER (PARTITION BY o.row_key ORDER BY o.row_digest NULLS LAST, o.occurrence NULLS LAST) AS place
    FROM old_rows AS o
    LEFT JOIN new_rows AS n ON n.row_digest = o.row_digest AND n.occurrence = o.occurrence
    WHERE n.row_digest IS NULL
),
-- one row a row of the newer release that the older does not hold, numbered within its key
new_left AS (
    SELECT
        n.row_key, n.row_digest, n.occurrence,
        row_number() OVER (PARTITION BY n.row_key ORDER BY n.row_digest NULLS LAST, n.occurrence NULLS LAST) AS place
    FROM new_rows AS n
    LEFT JOIN old_rows AS o ON o.row_digest = n.row_digest AND o.occurrence = n.occurrence
    WHERE o.row_digest IS NULL
),
-- one row a key of the older release
old_keys AS (
    SELECT DISTINCT row_key FROM old_rows WHERE row_key IS NOT NULL
),
-- one row a key that stood in a release before the older one
known_keys AS (
    SELECT DISTINCT row_key FROM earlier_rows WHERE row_key IS NOT NULL
)
SELECT
    CASE WHEN n.row_key IS NULL THEN 'vanished' ELSE 'changed' END AS change, o.row_key,
    o.row_digest AS old_digest, o.occurrence AS old_copy, n.row_digest AS new_digest, n.occurrence AS new_copy
FROM old_left AS o
LEFT JOIN new_left AS n ON n.row_key = o.row_key AND n.place = o.place
UNION ALL
SELECT
    CASE WHEN e.row_key IS NOT NULL AND k.row_key IS NULL THEN 'returned' ELSE 'appeared' END AS change, n.row_key,
    CAST(NULL AS STRING) AS old_digest, CAST(NULL AS BIGINT) AS old_copy, n.row_digest AS new_digest,
    n.occurrence AS new_copy
FROM new_left AS n
LEFT JOIN old_left AS o ON o.row_key = n.row_key AND o.place = n.place
LEFT JOIN known_keys AS e ON e.row_key = n.row_key
LEFT JOIN old_keys AS k ON k.row_key = n.row_key
WHERE o.row_key IS NULL
