-- followed: one row a case of the removal pipeline, followed from its start to its first event under each rule about
-- administrative closures: one leaves the case at risk (days, cause), or is an event that competes (days_to_end,
-- cause_of_end).
-- Key: idncase. Not kept: read once. cause: absent (an order in absentia came first), other (something else did),
-- censored (nothing by then), negative (the first event is dated before the start: counted, and left out of the
-- estimate).
WITH
-- one row a completion that may be an event, in the order of its case and of its sort
ranked AS (
    SELECT
        c.idncase,
        c.completed_on,
        c.is_in_absentia,
        c.is_dispositive,
        row_number() OVER (PARTITION BY c.case_key ORDER BY c.sequence NULLS LAST) AS place,
        CAST(
            row_number() OVER (PARTITION BY c.case_key, c.is_dispositive ORDER BY c.sequence NULLS LAST) AS BIGINT
        ) AS place_of_sort
    FROM completed AS c
    WHERE c.idncase IS NOT NULL AND (c.is_dispositive OR c.category = 'administrative_closure')
),
-- one row a case started by the end of follow-up: its first decision, and its first event of either sort, by then
begun AS (
    SELECT
        s.*,
        f.censored_on,
        CASE WHEN d.completed_on <= f.censored_on THEN d.completed_on END AS decided_on,
        d.is_in_absentia AS is_decided_absent,
        CASE WHEN e.completed_on <= f.censored_on THEN e.completed_on END AS ended_on,
        e.is_in_absentia AS is_ended_absent
    FROM starts AS s
    CROSS JOIN follow_up AS f
    LEFT JOIN ranked AS d ON d.idncase = s.idncase AND d.is_dispositive AND d.place_of_sort = 1
    LEFT JOIN ranked AS e ON e.idncase = s.idncase AND e.place = 1
    WHERE s.started_on <= f.censored_on
)
SELECT
    idncase,
    court_code,
    custody_code,
    started_on AS counted_on,
    started_on AS representation_day,
    days_between(started_on, coalesce(decided_on, censored_on)) AS days,
    CASE
        WHEN decided_on IS NULL THEN 'censored'
        WHEN decided_on < started_on THEN 'negative'
        WHEN is_decided_absent THEN 'absent'
        ELSE 'other'
    END AS cause,
    days_between(started_on, coalesce(ended_on, censored_on)) AS days_to_end,
    CASE
        WHEN ended_on IS NULL THEN 'censored'
        WHEN ended_on < started_on THEN 'negative'
        WHEN is_ended_absent THEN 'absent'
        ELSE 'other'
    END AS cause_of_end,
    days_between(started_on, censored_on) AS follow_days
FROM begun
