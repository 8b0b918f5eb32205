-- orders_as_of: one row an order made by the day asked, with its state on that day.
-- Key: order_id. Order: idncase, ordered_on, order_id. Derived when a day is asked about; not published.
-- Rules: contract, section 4. From the days of events alone: final if final_on has come, undone if undone_on has. Stands:
-- a removal, final and not undone, of several in a case the latest. Deadlines, appeals and representation are dated;
-- that an appeal was pending on a day is seen from its own two days.
WITH
-- one row an order made by the day, and what had happened to it by then
dated AS (
    SELECT
        o.*,
        coalesce(o.final_on <= a.as_of, false) AS is_final,
        coalesce(o.final_on_latest <= a.as_of, false) AS is_surely_final,
        coalesce(o.undone_on <= a.as_of, false) AS is_undone
    FROM orders AS o
    CROSS JOIN asked AS a
    WHERE o.ordered_on <= a.as_of
),
-- one row an order that could stand, and its place in its case: the latest is the first
standing AS (
    SELECT
        order_id,
        row_number() OVER (
            PARTITION BY coalesce(idncase, -order_id) ORDER BY ordered_on DESC, order_id DESC
        ) AS place
    FROM dated
    WHERE order_class = 'removal' AND is_final AND NOT is_undone
)
SELECT
    d.order_id,
    d.idncase,
    d.court_code,
    d.city,
    d.ordered_on,
    d.order_class,
    d.is_in_absentia,
    CASE WHEN d.is_undone THEN 'undone' WHEN d.is_final THEN 'final' ELSE 'not_final' END AS state,
    d.is_surely_final AND NOT d.is_undone AS is_certain,
    s.order_id IS NOT NULL AS stands,
    CASE WHEN d.is_undone THEN d.undone_by END AS undone_by
FROM dated AS d
LEFT JOIN standing AS s ON s.order_id = d.order_id AND s.place = 1
ORDER BY d.idncase NULLS LAST, d.ordered_on NULLS LAST, d.order_id NULLS LAST
