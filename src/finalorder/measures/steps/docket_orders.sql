-- docket_orders: one row an order of the cases kept.
-- Key: order_id.
SELECT t.*
FROM every_orders AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
ORDER BY t.order_id NULLS LAST
