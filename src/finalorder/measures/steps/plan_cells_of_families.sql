-- plan_cells_of_families: one row a cell of a plan's tables, as in cells, of units whose families are decided together.
-- Key: table_name, city, period, level_1, level_2, split, days, cause. A row of plan_units is a family in a cell.
-- Places with fewer units than the plan shows are left out.
SELECT
    u.table_name, u.city, u.period, u.level_1, u.level_2, u.split, u.days, u.cause,
    CAST(sum(u.numerator) AS BIGINT) AS numerator,
    CAST(sum(u.denominator) AS BIGINT) AS denominator,
    min(u.follow_days) AS follow_days,
    CAST(sum(u.numerator * u.numerator) AS BIGINT) AS squares,
    CAST(sum(u.numerator * u.denominator) AS BIGINT) AS products,
    CAST(sum(u.denominator * u.denominator) AS BIGINT) AS bases,
    count(*) AS clusters
FROM plan_units AS u
CROSS JOIN plan_question AS q
INNER JOIN plan_places AS p
    ON p.table_name = u.table_name AND p.city = u.city AND p.period = u.period AND p.level_1 = u.level_1
    AND p.level_2 = u.level_2 AND p.split = CASE WHEN q.has_parts THEN '' ELSE u.split END
GROUP BY u.table_name, u.city, u.period, u.level_1, u.level_2, u.split, u.days, u.cause
ORDER BY
    u.table_name NULLS LAST, u.city NULLS LAST, u.period NULLS LAST, u.level_1 NULLS LAST, u.level_2 NULLS LAST,
    u.split NULLS LAST, u.days NULLS LAST, u.cause NULLS LAST
