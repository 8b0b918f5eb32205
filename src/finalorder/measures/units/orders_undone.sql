-- orders_undone: one row an order undone by the day asked.
-- Key: order_id. split: the class of the order. Its year is that in which it was issued.
SELECT
    o.idncase,
    o.court_code,
    o.custody_code,
    o.ordered_on AS counted_on,
    o.ordered_on AS representation_day,
    true AS in_numerator,
    o.order_class AS split,
    CASE WHEN o.is_in_absentia THEN 'yes' ELSE 'no' END AS in_absentia,
    CASE WHEN o.is_initial THEN 'yes' ELSE 'no' END AS initial
FROM orders AS o
CROSS JOIN asked AS a
WHERE o.ordered_on <= a.as_of AND o.undone_on <= a.as_of
