-- analysis_held: one row a hearing held by the release day, with its place among those of its case.
-- Key: idnschedule. Kept for the analysis tables. A hearing is one held, as method M5 has it: not about custody, its
-- medium not H, not moved or vacated, and its day has come.
SELECT
    h.idnschedule,
    h.idnproceeding,
    h.idncase,
    h.scheduled_on,
    h.lead_days,
    h.is_absence,
    row_number() OVER (PARTITION BY h.idncase ORDER BY h.scheduled_on NULLS LAST, h.idnschedule NULLS LAST) AS place
FROM hearings AS h
CROSS JOIN release_info AS r
WHERE h.scheduled_on <= r.release_day AND h.idncase IS NOT NULL AND h.kind <> 'custody'
    AND h.outcome <> 'not_held' AND coalesce(upper(h.medium), '') <> 'H'
