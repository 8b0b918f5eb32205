-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, section 10. No letter is in the records: a motion to reopen stands in for a response.
WITH
-- one row a case: the last hearing it missed by the day asked
last_absence AS (
    SELECT h.idncase, max(h.scheduled_on) AS missed_on
    FROM hearings AS h
    CROSS JOIN asked AS a
    WHERE h.is_absence AND h.scheduled_on <= a.as_of
    GROUP BY h.idncase
),
-- one row a case that asked for reopening after it, by the day asked
answered AS (
    SELECT DISTINCT m.idncase
    FROM release_motions AS m
    CROSS JOIN asked AS a
    INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.is_motion_to_reopen = 'yes'
    INNER JOIN last_absence AS l ON l.idncase = m.idncase
    WHERE coalesce(m.motion_recd_date, m.input_date) BETWEEN l.missed_on AND a.as_of
)
SELECT
    s.idncase,
    s.order_id,
    l.idncase IS NULL AS no_absence,
    m.idncase IS NOT NULL AS asked_to_reopen,
    s.is_certain,
    'missed hearing, no motion to reopen since' AS evidence
FROM standing AS s
LEFT JOIN last_absence AS l ON l.idncase = s.idncase
LEFT JOIN answered AS m ON m.idncase = s.idncase
