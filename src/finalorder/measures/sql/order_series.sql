-- order_series: one row a count of orders of the cities asked: issued by the day, and of those undone by it, by class.
-- Key: measure, city, order_class; with an empty city, one row a city: the gate rounds each and adds them. Issued, undone
-- and standing are three series and never one. Orders of detained courts are left out.
WITH
-- one row an order issued by the day in a court of the cities asked that is not for detainees
issued AS (
    SELECT c.place AS city, o.order_class, coalesce(o.undone_on <= a.as_of, false) AS is_undone
    FROM orders AS o
    CROSS JOIN asked AS a
    INNER JOIN asked_cities AS c ON c.city = o.city
    LEFT JOIN registry_cities AS t ON t.court_code = o.court_code
    WHERE o.ordered_on <= a.as_of AND coalesce(t.docket, 'unlisted') <> 'detained'
),
-- one row a count asked for
every_cell AS (
    SELECT m.measure, c.city, k.order_class
    FROM (SELECT 'orders_not_undone' AS measure UNION ALL SELECT 'orders_undone') AS m
    CROSS JOIN (SELECT DISTINCT place AS city FROM asked_cities) AS c
    CROSS JOIN (
        SELECT 'removal' AS order_class
        UNION ALL SELECT 'removal_withheld'
        UNION ALL SELECT 'voluntary_departure'
    ) AS k
),
-- one row a count of orders
cells AS (
    SELECT e.measure, e.city, e.order_class, count(i.city) AS value
    FROM every_cell AS e
    LEFT JOIN issued AS i
        ON i.city = e.city AND i.order_class = e.order_class AND i.is_undone = (e.measure = 'orders_undone')
    GROUP BY e.measure, e.city, e.order_class
),
-- one row a count, with the issued (undone or not)
with_issued AS (
    SELECT measure, city, order_class, value FROM cells
    UNION ALL
    SELECT 'orders_issued', city, order_class, sum(value) FROM cells GROUP BY city, order_class
),
-- one row a count, and a count again for the cities' total (city empty)
with_totals AS (
    SELECT * FROM with_issued
    UNION ALL
    SELECT measure, '', order_class, value FROM with_issued WHERE city <> ''
)
SELECT
    t.measure,
    t.city,
    t.order_class,
    s.operation,
    s.as_of,
    s.release,
    s.simulated,
    'orders' AS unit,
    'non_detained,mixed' AS docket,
    CAST(t.value AS BIGINT) AS numerator,
    CAST(t.value AS BIGINT) AS value,
    s.source
FROM with_totals AS t
CROSS JOIN stamp AS s
ORDER BY t.measure NULLS LAST, t.city NULLS LAST, t.order_class NULLS LAST
