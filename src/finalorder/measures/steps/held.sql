-- held: one row a hearing held by the day asked, with its place among those of its case.
-- Key: idnschedule. Kept for the methods. Rules: contract, section 9, M5: the hearing's day has come; it is not about
-- custody, its medium is not H, and it was not moved or vacated.
SELECT
    h.idnschedule,
    h.idncase,
    h.court_code,
    h.scheduled_on,
    h.lead_days,
    h.is_absence,
    row_number() OVER (PARTITION BY h.idncase ORDER BY h.scheduled_on NULLS LAST, h.idnschedule NULLS LAST) AS place
FROM hearings AS h
CROSS JOIN asked AS a
WHERE h.scheduled_on <= a.as_of AND h.idncase IS NOT NULL AND h.kind <> 'custody'
    AND h.outcome <> 'not_held' AND coalesce(upper(h.medium), '') <> 'H'
