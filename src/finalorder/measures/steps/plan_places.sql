-- plan_places: one row a place of a plan's tables that has as many units as the plan shows.
-- Key: table_name, city, period, level_1, level_2, split. Where the parts of a whole are counted, a place is the whole.
SELECT
    u.table_name, u.city, u.period, u.level_1, u.level_2,
    CASE WHEN q.has_parts THEN '' ELSE u.split END AS split
FROM plan_units AS u
CROSS JOIN plan_question AS q
GROUP BY
    u.table_name, u.city, u.period, u.level_1, u.level_2, CASE WHEN q.has_parts THEN '' ELSE u.split END, q.least
HAVING sum(u.denominator) >= q.least
