-- order_changes: one row a kind of change between two ledgers and the levels asked for: how many orders changed so.
-- Rules: an order is its proceeding. One that is in the newer ledger only `appeared_late` if it was made by the day of the
-- older release, which did not have it, else it `appeared`. An order in both can have changed in several ways.
WITH
-- one row an order in either ledger
paired AS (
    SELECT order_id FROM old_orders UNION SELECT order_id FROM new_orders
),
-- one row an order: what each ledger says of it
compared AS (
    SELECT
        o.order_id AS old_id, n.order_id AS new_id, o.ordered_on AS old_day, n.ordered_on AS new_day,
        o.is_in_absentia AS was_absent, n.is_in_absentia AS is_absent, o.final_on AS old_final, n.final_on AS new_final,
        o.undone_on AS old_undone, n.undone_on AS new_undone, o.order_class AS old_class, n.order_class AS new_class,
        coalesce(n.court_code, o.court_code) AS court_code, coalesce(n.city, o.city) AS city,
        coalesce(n.ordered_on, o.ordered_on) AS happened_on
    FROM paired AS p
    LEFT JOIN old_orders AS o ON o.order_id = p.order_id
    LEFT JOIN new_orders AS n ON n.order_id = p.order_id
),
-- one row an order and a way in which it changed
changed AS (
    SELECT c.*, k.change
    FROM compared AS c CROSS JOIN order_change_kinds AS k CROSS JOIN compared_days AS d
    WHERE (k.change = 'appeared' AND c.old_id IS NULL AND c.new_day > d.old_day)
        OR (k.change = 'appeared_late' AND c.old_id IS NULL AND c.new_day <= d.old_day)
        OR (k.change = 'vanished' AND c.new_id IS NULL)
        OR (c.old_id IS NOT NULL AND c.new_id IS NOT NULL AND (
            (k.change = 'moved_date' AND c.old_day IS DISTINCT FROM c.new_day)
            OR (k.change = 'became_in_absentia' AND NOT coalesce(c.was_absent, false) AND c.is_absent)
            OR (k.change = 'ceased_in_absentia' AND c.was_absent AND NOT coalesce(c.is_absent, false))
            OR (k.change = 'changed_class' AND c.old_class IS DISTINCT FROM c.new_class)
            OR (k.change = 'became_final' AND c.old_final IS NULL AND c.new_final IS NOT NULL)
            OR (k.change = 'ceased_final' AND c.old_final IS NOT NULL AND c.new_final IS NULL)
            OR (k.change = 'moved_final_date' AND c.old_final <> c.new_final)
            OR (k.change = 'undone' AND c.old_undone IS NULL AND c.new_undone IS NOT NULL)
            OR (k.change = 'stands_again' AND c.old_undone IS NOT NULL AND c.new_undone IS NULL)
        ))
)
SELECT
    c.change,
    CASE WHEN a.by_court THEN coalesce(c.court_code, 'unknown') ELSE '' END AS court,
    CASE WHEN a.by_city THEN coalesce(c.city, 'unknown') ELSE '' END AS city,
    CASE WHEN NOT a.by_fiscal_year THEN '' WHEN c.happened_on IS NULL THEN 'unknown'
        ELSE 'FY' || CAST(fiscal_year(c.happened_on) AS STRING) END AS fiscal_year,
    count(*) AS row_count
FROM changed AS c CROSS JOIN asked_splits AS a
GROUP BY
    c.change,
    CASE WHEN a.by_court THEN coalesce(c.court_code, 'unknown') ELSE '' END,
    CASE WHEN a.by_city THEN coalesce(c.city, 'unknown') ELSE '' END,
    CASE WHEN NOT a.by_fiscal_year THEN '' WHEN c.happened_on IS NULL THEN 'unknown'
        ELSE 'FY' || CAST(fiscal_year(c.happened_on) AS STRING) END
