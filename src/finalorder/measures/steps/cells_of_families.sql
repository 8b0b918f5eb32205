-- cells_of_families: one row a cell of an answer, as in cells, of units whose families are decided together.
-- Key: city, period, level_1, level_2, split, days, cause; a cell that sums over a column has it empty.
-- squares, products and bases are sums over families (clusters), for intervals.
WITH
-- one row a finest cell, as often as margins want it
every_cell AS (
    SELECT
        CASE WHEN m.keeps_city THEN f.city ELSE '' END AS city,
        CASE WHEN m.keeps_period THEN f.period ELSE '' END AS period,
        CASE WHEN m.keeps_1 THEN f.level_1 ELSE '' END AS level_1,
        CASE WHEN m.keeps_2 THEN f.level_2 ELSE '' END AS level_2,
        f.split, f.cluster, f.days, f.cause, f.numerator, f.denominator, f.follow_days
    FROM asked_units AS f
    CROSS JOIN asked_margins AS m
),
-- one row a cell and a cluster
clustered AS (
    SELECT
        city, period, level_1, level_2, split, cluster, days, cause,
        sum(numerator) AS numerator, sum(denominator) AS denominator, min(follow_days) AS follow_days
    FROM every_cell
    GROUP BY city, period, level_1, level_2, split, cluster, days, cause
)
SELECT
    city, period, level_1, level_2, split, days, cause,
    CAST(sum(numerator) AS BIGINT) AS numerator,
    CAST(sum(denominator) AS BIGINT) AS denominator,
    min(follow_days) AS follow_days,
    CAST(sum(numerator * numerator) AS BIGINT) AS squares,
    CAST(sum(numerator * denominator) AS BIGINT) AS products,
    CAST(sum(denominator * denominator) AS BIGINT) AS bases,
    count(*) AS clusters
FROM clustered
GROUP BY city, period, level_1, level_2, split, days, cause
ORDER BY
    city NULLS LAST, period NULLS LAST, level_1 NULLS LAST, level_2 NULLS LAST, split NULLS LAST, days NULLS LAST,
    cause NULLS LAST
