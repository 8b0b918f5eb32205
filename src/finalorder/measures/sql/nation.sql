-- nation: one row a count of cases with a standing order on the day asked, in every court of the country.
-- Key: cohort. For claims that are not about one city.
WITH
-- one row a case and a group it belongs to
grouped AS (
    SELECT idncase, cohort, lower FROM members
    UNION ALL
    SELECT idncase, 'all', is_any_certain FROM standing
),
-- one row a group: possible and certain members
counted AS (
    SELECT cohort, count(*) AS value, sum(CASE WHEN lower THEN 1 ELSE 0 END) AS low
    FROM grouped
    GROUP BY cohort
)
SELECT
    'standing_orders_nation' AS measure,
    g.cohort,
    'removal' AS order_class,
    s.operation,
    s.as_of,
    s.release,
    s.simulated,
    'cases' AS unit,
    CAST(coalesce(c.value, 0) AS BIGINT) AS numerator,
    CAST(coalesce(c.value, 0) AS BIGINT) AS value,
    CASE WHEN c.low < c.value THEN CAST(c.low AS BIGINT) END AS low,
    CASE WHEN c.low < c.value THEN CAST(c.value AS BIGINT) END AS high,
    s.source
FROM groups AS g
LEFT JOIN counted AS c ON c.cohort = g.cohort
CROSS JOIN stamp AS s
WHERE g.cohort <> 'any_cohort'
ORDER BY g.cohort NULLS LAST
