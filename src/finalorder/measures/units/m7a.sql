-- m7a: one row an order of removal in a case of a family docket, issued by the day asked.
-- Key: order_id. In the numerator: issued in absentia.
SELECT
    o.idncase,
    o.court_code,
    o.custody_code,
    o.ordered_on AS counted_on,
    o.ordered_on AS representation_day,
    o.is_in_absentia AS in_numerator
FROM orders AS o
INNER JOIN cases AS k ON k.idncase = o.idncase AND k.family_docket <> 'none'
CROSS JOIN asked AS a
WHERE o.order_class = 'removal' AND o.ordered_on <= a.as_of
