-- standing_counts: one row a count of cases with a standing order: by city, group, and one further split at a time.
-- Key: measure, city (empty: all cities asked), cohort, by_1, level_1. Zeros are rows too. value counts possible members; low and high
-- are given where the certain ones are fewer.
-- Reads standing and members (cohorts), asked_cities, splits (cohort, by_1, level_1), stamp.
WITH
-- one row a case and a group it belongs to; every case is in the group "all", those of any group in "any_cohort"
grouped AS (
    SELECT idncase, cohort, lower FROM members
    UNION ALL
    SELECT idncase, 'any_cohort', max(CASE WHEN lower THEN 1 ELSE 0 END) = 1
    FROM members
    WHERE NOT is_own
    GROUP BY idncase
    UNION ALL
    SELECT idncase, 'all', is_any_certain FROM standing
),
-- one row a case of the cities asked: its answers to every split
answered AS (
    SELECT
        s.*,
        CASE WHEN s.docket = 'detained' THEN 'standing_orders_detained_courts' ELSE 'standing_orders' END AS measure,
        CASE
            WHEN s.rescind_deadline_on IS NULL THEN 'none'
            WHEN s.rescind_deadline_on >= a.as_of THEN 'open'
            ELSE 'closed'
        END AS rescission,
        CASE WHEN s.reopen_deadline_on >= a.as_of THEN 'open' ELSE 'closed' END AS reopening,
        CASE
            WHEN s.is_in_absentia THEN 'in_absence'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') THEN 'in_court_no_appeal'
            ELSE 'in_court_after_appeal'
        END AS path
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
    CROSS JOIN asked AS a
),
-- one row a case, a group and a split
split AS (
    SELECT
        a.measure,
        a.city,
        g.cohort,
        v.by_1,
        CASE v.by_1
            WHEN '' THEN ''
            WHEN 'in_absence' THEN CASE WHEN a.is_in_absentia THEN 'yes' ELSE 'no' END
            WHEN 'represented' THEN CASE WHEN a.was_represented THEN 'yes' ELSE 'no' END
            WHEN 'rider' THEN CASE WHEN a.is_rider THEN 'yes' ELSE 'no' END
            WHEN 'custody' THEN CASE WHEN a.custody_code IN ('N', 'R', 'D') THEN a.custody_code ELSE 'unknown' END
            WHEN 'path' THEN a.path
            WHEN 'rescission_deadline' THEN a.rescission
            WHEN 'reopening_deadline' THEN a.reopening
            WHEN 'rescission_pending' THEN CASE WHEN a.is_rescission_pending THEN 'yes' ELSE 'no' END
            WHEN 'undone_later' THEN CASE WHEN a.is_undone_later THEN 'yes' ELSE 'no' END
        END AS level_1,
        g.lower
    FROM answered AS a
    INNER JOIN grouped AS g ON g.idncase = a.idncase
    INNER JOIN (SELECT DISTINCT cohort, by_1 FROM splits) AS v ON v.cohort = g.cohort
),
-- one row a count that is not zero
counted AS (
    SELECT measure, city, cohort, by_1, level_1, count(*) AS value, sum(CASE WHEN lower THEN 1 ELSE 0 END) AS low
    FROM split
    GROUP BY measure, city, cohort, by_1, level_1
),
-- one row a count asked for, zero or not
every_cell AS (
    SELECT m.measure, c.city, p.cohort, p.by_1, p.level_1
    FROM (SELECT 'standing_orders' AS measure UNION ALL SELECT 'standing_orders_detained_courts') AS m
    CROSS JOIN asked_cities AS c
    CROSS JOIN splits AS p
    WHERE m.measure = 'standing_orders' OR p.by_1 = ''
),
-- one row a count asked for, with its number
cells AS (
    SELECT
        e.measure,
        e.city,
        e.cohort,
        e.by_1,
        e.level_1,
        coalesce(c.value, 0) AS value,
        coalesce(c.low, 0) AS low
    FROM every_cell AS e
    LEFT JOIN counted AS c
        ON c.measure = e.measure AND c.city = e.city AND c.cohort = e.cohort
        AND c.by_1 = e.by_1 AND c.level_1 = e.level_1
),
-- one row a count, the cities' total (city empty) among them
with_totals AS (
    SELECT * FROM cells
    UNION ALL
    SELECT measure, '', cohort, by_1, level_1, sum(value), sum(low)
    FROM cells
    GROUP BY measure, cohort, by_1, level_1
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
    'cases' AS unit,
    CAST(t.value AS BIGINT) AS numerator,
    CAST(t.value AS BIGINT) AS value,
    CASE WHEN t.low < t.value THEN CAST(t.low AS BIGINT) END AS low,
    CASE WHEN t.low < t.value THEN CAST(t.value AS BIGINT) END AS high,
    CASE
        WHEN t.cohort = 'rocket_docket' THEN 'the mark of the family docket is now, not then'
        WHEN t.by_1 = 'rider' THEN 'who rides with whom is now, not then'
    END AS note,
    s.source
FROM with_totals AS t
CROSS JOIN stamp AS s
ORDER BY t.measure NULLS LAST, t.city NULLS LAST, t.cohort NULLS LAST, t.by_1 NULLS LAST, t.level_1 NULLS LAST
