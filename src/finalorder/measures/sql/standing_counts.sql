-- standing_counts: one row a count of cases with a standing order that is not zero: by city, group, and one further split
-- at a time.
-- Key: measure, city, cohort, by_1, level_1; standing_margins adds zeros and totals.
WITH
-- one row a case of the cities asked
here AS (
    SELECT s.*, c.place
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
),
-- one row such a case and a group of members that it belongs to
groups_here AS (
    SELECT m.idncase, m.cohort, m.lower, m.is_own
    FROM members AS m
    INNER JOIN here AS h ON h.idncase = m.idncase
),
-- one row a case and a group it belongs to; every case is in the group "all", those of any group in "any_cohort"
grouped AS (
    SELECT idncase, cohort, lower FROM groups_here
    UNION ALL
    SELECT idncase, 'any_cohort', max(CASE WHEN lower THEN 1 ELSE 0 END) = 1
    FROM groups_here
    WHERE NOT is_own
    GROUP BY idncase
    UNION ALL
    SELECT idncase, 'all', is_any_certain FROM here
),
-- one row a case whose motion to rescind was received by the day asked and not decided by it
rescission_pending AS (
    SELECT DISTINCT m.idncase
    FROM release_motions AS m
    CROSS JOIN asked AS a
    INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.is_motion_to_rescind = 'yes'
    INNER JOIN here AS h ON h.idncase = m.idncase AND h.is_in_absentia
    WHERE coalesce(m.motion_recd_date, m.input_date) BETWEEN h.ordered_on AND a.as_of
        AND (m.comp_date IS NULL OR m.comp_date > a.as_of)
),
-- one row the same case: its answers to every split
answered AS (
    SELECT
        s.idncase,
        s.place AS city,
        CASE WHEN s.docket = 'detained' THEN 'standing_orders_detained_courts' ELSE 'standing_orders' END AS measure,
        s.is_in_absentia,
        s.was_represented,
        s.is_rider,
        p.idncase IS NOT NULL AS is_rescission_pending,
        s.is_undone_later,
        coalesce(x.code, 'unknown') AS custody,
        CASE
            WHEN s.rescind_deadline_on IS NULL THEN 'none'
            WHEN s.rescind_deadline_on >= a.as_of THEN 'open'
            ELSE 'closed'
        END AS rescission,
        CASE WHEN s.reopen_deadline_on >= a.as_of THEN 'open' ELSE 'closed' END AS reopening,
        CASE
            WHEN s.is_in_absentia THEN 'in_absentia'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') AND s.is_appealed THEN 'in_court_late_appeal'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') THEN 'in_court_no_appeal'
            ELSE 'in_court_after_appeal'
        END AS path
    FROM here AS s
    CROSS JOIN asked AS a
    LEFT JOIN rescission_pending AS p ON p.idncase = s.idncase
    LEFT JOIN registry_custody AS x ON x.code = s.custody_code
),
-- one row a group's cases that answer every split alike: far fewer than cases
alike AS (
    SELECT
        a.measure, a.city, g.cohort, a.is_in_absentia, a.was_represented, a.is_rider, a.is_rescission_pending,
        a.is_undone_later, a.custody, a.rescission, a.reopening, a.path,
        count(*) AS value,
        sum(CASE WHEN g.lower THEN 1 ELSE 0 END) AS low
    FROM answered AS a
    INNER JOIN grouped AS g ON g.idncase = a.idncase
    GROUP BY
        a.measure, a.city, g.cohort, a.is_in_absentia, a.was_represented, a.is_rider, a.is_rescission_pending,
        a.is_undone_later, a.custody, a.rescission, a.reopening, a.path
),
-- one row such cases and a split
split AS (
    SELECT
        a.measure,
        a.city,
        a.cohort,
        v.by_1,
        CASE v.by_1
            WHEN '' THEN ''
            WHEN 'in_absentia' THEN CASE WHEN a.is_in_absentia THEN 'yes' ELSE 'no' END
            WHEN 'represented' THEN CASE WHEN a.was_represented THEN 'yes' ELSE 'no' END
            WHEN 'rider' THEN CASE WHEN a.is_rider THEN 'yes' ELSE 'no' END
            WHEN 'custody' THEN a.custody
            WHEN 'path' THEN a.path
            WHEN 'rescission_deadline' THEN a.rescission
            WHEN 'reopening_deadline' THEN a.reopening
            WHEN 'rescission_pending' THEN CASE WHEN a.is_rescission_pending THEN 'yes' ELSE 'no' END
            WHEN 'undone_later' THEN CASE WHEN a.is_undone_later THEN 'yes' ELSE 'no' END
        END AS level_1,
        a.value,
        a.low
    FROM alike AS a
    INNER JOIN (SELECT DISTINCT cohort, by_1 FROM asked_cells) AS v ON v.cohort = a.cohort
)
SELECT measure, city, cohort, by_1, level_1, sum(value) AS value, sum(low) AS low
FROM split
GROUP BY measure, city, cohort, by_1, level_1
