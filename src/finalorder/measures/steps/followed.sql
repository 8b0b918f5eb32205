-- followed: one row a case of the removal pipeline and a rule about closures, followed from its start to its first event.
-- Key: idncase, closure_ends. Not kept: each rule is read once. closure_ends: whether an administrative closure is an
-- event that competes, or leaves the case at risk. cause: absent (an order in absentia came first), other (something
-- else did), censored (nothing by then), negative (the first event is dated before the start: counted, and left out of
-- the estimate).
WITH
-- one row a rule about closures
rules AS (
    SELECT false AS closure_ends
    UNION ALL
    SELECT true AS closure_ends
),
-- one row a rule and case: its first such completion
first_events AS (
    SELECT *
    FROM (
        SELECT
            r.closure_ends,
            c.idncase,
            c.completed_on,
            c.is_in_absentia,
            row_number() OVER (
                PARTITION BY r.closure_ends, c.case_key ORDER BY c.sequence NULLS LAST
            ) AS place
        FROM completed AS c
        CROSS JOIN rules AS r
        WHERE c.idncase IS NOT NULL
            AND (c.is_dispositive OR (r.closure_ends AND c.category = 'administrative_closure'))
    ) AS ranked
    WHERE place = 1
),
-- one row a rule and case started by the end of follow-up: its event by then, if any
begun AS (
    SELECT
        s.*,
        r.closure_ends,
        f.censored_on,
        CASE WHEN e.completed_on <= f.censored_on THEN e.completed_on END AS event_on,
        e.is_in_absentia
    FROM starts AS s
    CROSS JOIN rules AS r
    CROSS JOIN follow_up AS f
    LEFT JOIN first_events AS e ON e.idncase = s.idncase AND e.closure_ends = r.closure_ends
    WHERE s.started_on <= f.censored_on
)
SELECT
    closure_ends,
    idncase,
    court_code,
    custody_code,
    started_on AS counted_on,
    started_on AS representation_day,
    days_between(started_on, coalesce(event_on, censored_on)) AS days,
    CASE
        WHEN event_on IS NULL THEN 'censored'
        WHEN event_on < started_on THEN 'negative'
        WHEN is_in_absentia THEN 'absent'
        ELSE 'other'
    END AS cause,
    days_between(started_on, censored_on) AS follow_days
FROM begun
