-- standing_of_several: one row an order standing on the day asked of a case with several orders of removal, which is rare:
-- its place among those that stand, the latest first, and whether any of them is certain.
-- Key: order_id. Kept for standing, which leaves out all but the first.
WITH
-- one row an order of removal, of a case with several, that is final and not undone on the day asked
candidates AS (
    SELECT o.idncase, o.order_id, o.ordered_on, o.final_on_latest <= a.as_of AS is_certain
    FROM removal_orders AS o
    CROSS JOIN asked AS a
    WHERE o.is_one_of_several AND o.final_on <= a.as_of AND (o.undone_on IS NULL OR o.undone_on > a.as_of)
)
SELECT
    order_id,
    max(CASE WHEN is_certain THEN 1 ELSE 0 END) OVER (PARTITION BY idncase) = 1 AS is_any_certain,
    row_number() OVER (PARTITION BY idncase ORDER BY ordered_on DESC, order_id DESC) AS place
FROM candidates
