-- m4r: one row an order of removal issued in absentia by the day asked, withheld ones among them.
-- Key: order_id. In the numerator: undone by a granted motion by that day.
SELECT
    o.idncase,
    o.court_code,
    o.custody_code,
    o.ordered_on AS counted_on,
    o.ordered_on AS representation_day,
    coalesce(o.undone_by = 'motion_granted' AND o.undone_on <= a.as_of, false) AS in_numerator
FROM orders AS o
CROSS JOIN asked AS a
WHERE o.is_in_absentia AND o.ordered_on <= a.as_of
