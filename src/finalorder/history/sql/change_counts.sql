-- change_counts: one row: the rows of two releases, and how many were kept, changed, appeared, vanished, returned.
WITH
-- one row a kind of change: how many rows
counted AS (
    SELECT change, count(*) AS n FROM row_changes GROUP BY change
)
SELECT
    (SELECT count(*) FROM old_rows) + (SELECT count(*) FROM alike_rows) AS old_rows,
    (SELECT count(*) FROM new_rows) + (SELECT count(*) FROM alike_rows) AS new_rows,
    (
        SELECT count(*)
        FROM old_rows AS o INNER JOIN new_rows AS n ON n.row_digest = o.row_digest AND n.occurrence = o.occurrence
    ) + (SELECT count(*) FROM alike_rows) AS kept,
    coalesce((SELECT n FROM counted WHERE change = 'changed'), 0) AS changed,
    coalesce((SELECT n FROM counted WHERE change = 'appeared'), 0) AS appeared,
    coalesce((SELECT n FROM counted WHERE change = 'vanished'), 0) AS vanished,
    coalesce((SELECT n FROM counted WHERE change = 'returned'), 0) AS returned
