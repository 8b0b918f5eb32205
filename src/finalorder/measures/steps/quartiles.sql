-- quartiles: one row a place of an answer about days: its units, the median of their days, and the quartiles.
-- Key: city, period, level_1, level_2, split. Each is the least number of days that so many units do not exceed.
WITH
-- one row a cell: the units of its place with so many days or fewer, and all of them
passed AS (
    SELECT
        city, period, level_1, level_2, split, days,
        sum(denominator) OVER (PARTITION BY city, period, level_1, level_2, split ORDER BY days NULLS LAST) AS until,
        sum(denominator) OVER (PARTITION BY city, period, level_1, level_2, split) AS units
    FROM cells
)
SELECT
    city, period, level_1, level_2, split,
    CAST(max(units) AS BIGINT) AS denominator,
    min(CASE WHEN 2 * until >= units THEN days END) AS median,
    min(CASE WHEN 4 * until >= units THEN days END) AS low,
    min(CASE WHEN 4 * until >= 3 * units THEN days END) AS high
FROM passed
GROUP BY city, period, level_1, level_2, split
ORDER BY
    city NULLS LAST, period NULLS LAST, level_1 NULLS LAST, level_2 NULLS LAST, split NULLS LAST
