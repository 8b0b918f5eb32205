-- projection_appeals: one row: orders of removal made in person in a span of days, and by when they were appealed.
-- Rules: docs/forecast.md. Within the window: so many days of the order as a policy leaves.
SELECT
    count(*) AS n,
    sum(CASE WHEN o.appealed_on IS NOT NULL THEN 1 ELSE 0 END) AS appealed,
    sum(CASE WHEN days_between(o.ordered_on, o.appealed_on) <= w.days THEN 1 ELSE 0 END) AS within
FROM orders AS o
INNER JOIN appeal_window AS w ON o.ordered_on >= w.from_day AND o.ordered_on < w.to_day
WHERE o.order_class = 'removal' AND NOT o.is_in_absentia AND o.appealed_on IS NULL
    OR o.order_class = 'removal' AND NOT o.is_in_absentia AND o.appealed_on >= o.ordered_on
