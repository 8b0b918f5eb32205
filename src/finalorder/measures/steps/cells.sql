-- cells: one row a cell of an answer, of independent units: a number of units, and of those that count.
-- Key: city, period, level_1, level_2, split, days, cause; a cell that sums over a column has it empty.
-- squares, products and bases are what cells of families have for intervals: here a cell is its own.
WITH
-- one row a finest cell, as often as margins want it
every_cell AS (
    SELECT
        CASE WHEN m.keeps_city THEN f.city ELSE '' END AS city,
        CASE WHEN m.keeps_period THEN f.period ELSE '' END AS period,
        CASE WHEN m.keeps_1 THEN f.level_1 ELSE '' END AS level_1,
        CASE WHEN m.keeps_2 THEN f.level_2 ELSE '' END AS level_2,
        f.split, f.days, f.cause, f.numerator, f.denominator, f.follow_days
    FROM asked_units AS f
    CROSS JOIN asked_margins AS m
),
-- one row a cell
summed AS (
    SELECT
        city, period, level_1, level_2, split, days, cause,
        CAST(sum(numerator) AS BIGINT) AS numerator,
        CAST(sum(denominator) AS BIGINT) AS denominator,
        min(follow_days) AS follow_days
    FROM every_cell
    GROUP BY city, period, level_1, level_2, split, days, cause
)
SELECT
    city, period, level_1, level_2, split, days, cause, numerator, denominator, follow_days,
    numerator * numerator AS squares,
    numerator * denominator AS products,
    denominator * denominator AS bases,
    CAST(1 AS BIGINT) AS clusters
FROM summed
ORDER BY
    city NULLS LAST, period NULLS LAST, level_1 NULLS LAST, level_2 NULLS LAST, split NULLS LAST, days NULLS LAST,
    cause NULLS LAST
