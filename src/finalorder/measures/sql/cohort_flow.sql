-- cohort_flow: one row a count of cases of a group: those considered (level empty), those that left at each criterion, and
-- the members.
-- Key: cohort, level_1. Zeros are rows too. A member's low counts those that surely are one. The whole country, or the
-- non-detained courts of one city.
WITH
-- one row a case and a group, of the city asked or of every court
here AS (
    SELECT f.cohort, f.left_at, f.lower
    FROM flow AS f
    CROSS JOIN flow_city AS c
    WHERE c.city = '' OR (f.city = c.city AND f.docket <> 'detained')
),
-- one row a group and a criterion that somebody left at
counted AS (
    SELECT cohort, left_at, count(*) AS value, sum(CASE WHEN lower THEN 1 ELSE 0 END) AS low
    FROM here
    GROUP BY cohort, left_at
),
-- one row a count asked for
cells AS (
    SELECT s.cohort, s.left_at, s.note, coalesce(c.value, 0) AS value,
        CASE WHEN s.left_at = 'member' THEN coalesce(c.low, 0) ELSE coalesce(c.value, 0) END AS low
    FROM flow_steps AS s
    LEFT JOIN counted AS c ON c.cohort = s.cohort AND c.left_at = s.left_at
    UNION ALL
    SELECT cohort, '', 'cases with a removal order by the day', count(*), count(*) FROM here GROUP BY cohort
)
SELECT
    'cohort_flow' AS measure,
    c.city,
    x.cohort,
    'removal' AS order_class,
    CASE WHEN x.left_at = '' THEN '' ELSE 'left_at' END AS by_1,
    x.left_at AS level_1,
    s.as_of,
    s.release,
    s.simulated,
    'cases' AS unit,
    CASE WHEN c.city = '' THEN 'all' ELSE 'non_detained,mixed' END AS docket,
    CAST(x.value AS BIGINT) AS numerator,
    CAST(x.value AS BIGINT) AS value,
    CASE WHEN x.low < x.value THEN CAST(x.low AS BIGINT) END AS low,
    CASE WHEN x.low < x.value THEN CAST(x.value AS BIGINT) END AS high,
    x.note,
    s.source
FROM cells AS x
CROSS JOIN flow_city AS c
CROSS JOIN stamp AS s
ORDER BY x.cohort NULLS LAST, x.left_at NULLS LAST
