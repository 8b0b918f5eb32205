-- plan_cells: one row a cell of a plan's tables, as in cells, of independent units: a row of plan_units is a cell.
-- Key: table_name, city, period, level_1, level_2, split, days, cause. Places with fewer units than the plan shows are
-- left out.
SELECT
    u.table_name, u.city, u.period, u.level_1, u.level_2, u.split, u.days, u.cause,
    u.numerator,
    u.denominator,
    u.follow_days,
    u.numerator * u.numerator AS squares,
    u.numerator * u.denominator AS products,
    u.denominator * u.denominator AS bases,
    CAST(1 AS BIGINT) AS clusters
FROM plan_units AS u
CROSS JOIN plan_question AS q
INNER JOIN plan_places AS p
    ON p.table_name = u.table_name AND p.city = u.city AND p.period = u.period AND p.level_1 = u.level_1
    AND p.level_2 = u.level_2 AND p.split = CASE WHEN q.has_parts THEN '' ELSE u.split END
ORDER BY
    u.table_name NULLS LAST, u.city NULLS LAST, u.period NULLS LAST, u.level_1 NULLS LAST, u.level_2 NULLS LAST,
    u.split NULLS LAST, u.days NULLS LAST, u.cause NULLS LAST
