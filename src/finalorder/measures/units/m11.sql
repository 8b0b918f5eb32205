-- m11: one row an order of removal, withheld ones among them, issued by the day asked, whatever the custody.
-- Key: order_id. In the numerator: issued in absentia.
SELECT
    o.idncase,
    o.court_code,
    o.custody_code,
    o.ordered_on AS counted_on,
    o.ordered_on AS representation_day,
    o.is_in_absentia AS in_numerator
FROM orders AS o
CROSS JOIN asked AS a
WHERE o.order_class IN ('removal', 'removal_withheld') AND o.ordered_on <= a.as_of
