-- cic: one row a case of the removal pipeline, followed from its start to its first decision or administrative closure.
-- Key: idncase. Reads starts, completed, follow_up (censored_on: the last day of the last complete month).
-- cause: absent (an order in absence came first), other (something else did), censored (nothing by then), negative (the
-- first event is dated before the start: counted, and left out of the estimate). An administrative closure is a competing event.
WITH
-- one row a case: its first such completion
first_events AS (
    SELECT *
    FROM (
        SELECT
            c.idncase,
            c.completed_on,
            c.is_in_absentia,
            row_number() OVER (PARTITION BY c.case_key ORDER BY c.sequence NULLS LAST) AS place
        FROM completed AS c
        WHERE c.idncase IS NOT NULL AND (is_dispositive OR category = 'administrative_closure')
    ) AS ranked
    WHERE place = 1
),
-- one row a case started by the end of follow-up: its event by then, if any
followed AS (
    SELECT
        s.*,
        f.censored_on,
        CASE WHEN e.completed_on <= f.censored_on THEN e.completed_on END AS event_on,
        e.is_in_absentia
    FROM starts AS s
    CROSS JOIN follow_up AS f
    LEFT JOIN first_events AS e ON e.idncase = s.idncase
    WHERE s.started_on <= f.censored_on
)
SELECT
    idncase,
    court_code,
    custody_code,
    started_on AS counted_on,
    started_on AS lawyer_by,
    days_between(started_on, coalesce(event_on, censored_on)) AS days,
    CASE
        WHEN event_on IS NULL THEN 'censored'
        WHEN event_on < started_on THEN 'negative'
        WHEN is_in_absentia THEN 'absent'
        ELSE 'other'
    END AS cause,
    days_between(started_on, censored_on) AS follow_days
FROM followed
