-- family_docket: one row a share of the 2018 family docket, by method: the same cases, counted in the ways in print.
-- Key: measure, method. Reads cases, completions, hearings, asked, stamp. The docket is that of family_unit_2018.
-- M4: cases ever ordered in absence by the day / all cases of the docket charged by it, pending ones included.
-- M5i, M5ii: missed the first hearing held / missed any hearing held, of cases with a hearing held by the day (custody
-- hearings, and those not held, left out). M7a, M7b: in absence / removal orders, and / initial completions, by the day.
WITH
-- one row a case of the docket by the day
docket AS (
    SELECT k.idncase
    FROM cases AS k
    CROSS JOIN asked AS a
    WHERE k.family_docket = 'family_unit_2018' AND k.charged_on <= a.as_of
),
-- one row a case: what its completions came to by the day
completed AS (
    SELECT
        c.idncase,
        max(CASE WHEN c.is_initial THEN 1 ELSE 0 END) AS is_completed,
        max(CASE WHEN c.is_initial AND c.is_in_absentia THEN 1 ELSE 0 END) AS is_completed_in_absence,
        max(CASE WHEN c.category IN ('removal_order', 'removal_withheld') THEN 1 ELSE 0 END) AS is_ordered,
        max(CASE WHEN c.is_in_absentia THEN 1 ELSE 0 END) AS is_in_absence
    FROM completions AS c
    INNER JOIN docket AS d ON d.idncase = c.idncase
    CROSS JOIN asked AS a
    WHERE c.completed_on <= a.as_of
    GROUP BY c.idncase
),
-- one row a hearing of the docket held by the day
held AS (
    SELECT
        h.idncase,
        h.is_absence,
        row_number() OVER (PARTITION BY h.idncase ORDER BY h.scheduled_on NULLS LAST, h.idnschedule NULLS LAST) AS place
    FROM hearings AS h
    INNER JOIN docket AS d ON d.idncase = h.idncase
    CROSS JOIN asked AS a
    WHERE h.scheduled_on <= a.as_of AND h.kind <> 'custody' AND h.outcome IN ('decided', 'adjourned', 'no_show')
),
-- one row a case with a hearing held
attended AS (
    SELECT
        idncase,
        max(CASE WHEN place = 1 AND is_absence THEN 1 ELSE 0 END) AS missed_first,
        max(CASE WHEN is_absence THEN 1 ELSE 0 END) AS missed_any
    FROM held
    GROUP BY idncase
),
-- one row: the counts that every share is made of
counts AS (
    SELECT
        (SELECT count(*) FROM docket) AS cases_of_docket,
        (SELECT coalesce(sum(is_completed), 0) FROM completed) AS completed,
        (SELECT coalesce(sum(is_completed_in_absence), 0) FROM completed) AS completed_in_absence,
        (SELECT coalesce(sum(is_ordered), 0) FROM completed) AS ordered,
        (SELECT coalesce(sum(is_in_absence), 0) FROM completed) AS in_absence,
        (SELECT count(*) FROM attended) AS with_hearing,
        (SELECT coalesce(sum(missed_first), 0) FROM attended) AS missed_first,
        (SELECT coalesce(sum(missed_any), 0) FROM attended) AS missed_any
),
-- one row a share
shares AS (
    SELECT 'in_absentia' AS measure, 'M4' AS method, in_absence AS n, cases_of_docket AS d FROM counts
    UNION ALL SELECT 'in_absentia', 'M7a', in_absence, ordered FROM counts
    UNION ALL SELECT 'in_absentia', 'M7b', completed_in_absence, completed FROM counts
    UNION ALL SELECT 'appearance_missed', 'M5i', missed_first, with_hearing FROM counts
    UNION ALL SELECT 'appearance_missed', 'M5ii', missed_any, with_hearing FROM counts
)
SELECT
    x.measure,
    x.method,
    'rocket_docket' AS cohort,
    s.operation,
    s.as_of,
    s.release,
    s.simulated,
    'cases' AS unit,
    CAST(x.n AS BIGINT) AS numerator,
    CAST(x.d AS BIGINT) AS denominator,
    CASE WHEN x.d > 0 THEN CAST(x.n AS DOUBLE) / CAST(x.d AS DOUBLE) END AS value,
    s.source
FROM shares AS x
CROSS JOIN stamp AS s
ORDER BY x.measure NULLS LAST, x.method NULLS LAST
