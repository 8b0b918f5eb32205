-- standing_margins: one row a count of standing orders that was asked for, zeros too, and it again as one of those that make
-- up the total of the cities asked.
-- Key: measure, city, cohort, by_1, level_1; with an empty city, one row a place asked (a city; the whole country has no
-- name): the gate rounds each and adds them. value
-- counts possible members; low and high are given where the certain ones are fewer.
WITH
-- one row a count asked for, with its number
cells AS (
    SELECT
        e.measure, c.city, e.cohort, e.by_1, e.level_1, e.unit, e.note,
        coalesce(n.value, 0) AS value,
        coalesce(n.low, 0) AS low
    FROM asked_cells AS e
    CROSS JOIN (SELECT DISTINCT place AS city FROM asked_cities) AS c
    LEFT JOIN counted AS n
        ON n.measure = e.measure AND n.city = c.city AND n.cohort = e.cohort
        AND n.by_1 = e.by_1 AND n.level_1 = e.level_1
),
-- one row a count, and a count again for the cities' total (city empty)
with_totals AS (
    SELECT * FROM cells
    UNION ALL
    SELECT measure, '', cohort, by_1, level_1, unit, note, value, low
    FROM cells
    WHERE city <> ''
)
SELECT
    t.measure,
    t.city,
    t.cohort,
    t.by_1,
    t.level_1,
    'removal' AS order_class,
    s.operation,
    s.as_of,
    s.release,
    s.simulated,
    t.unit,
    CASE WHEN t.measure = 'standing_orders_detained_courts' THEN 'detained' ELSE 'non_detained,mixed' END AS docket,
    CAST(t.value AS BIGINT) AS numerator,
    CAST(t.value AS BIGINT) AS value,
    CASE WHEN t.low < t.value THEN CAST(t.low AS BIGINT) END AS low,
    CASE WHEN t.low < t.value THEN CAST(t.value AS BIGINT) END AS high,
    coalesce(nullif(t.note, ''), CASE WHEN t.by_1 = 'rider' THEN 'which cases are riders: current value only' END) AS note,
    s.source
FROM with_totals AS t
CROSS JOIN stamp AS s
ORDER BY t.measure NULLS LAST, t.city NULLS LAST, t.cohort NULLS LAST, t.by_1 NULLS LAST, t.level_1 NULLS LAST
