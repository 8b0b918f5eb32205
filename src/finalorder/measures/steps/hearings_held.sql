-- hearings_held: one row a hearing that is held, with its place among those of its case.
-- Key: idnschedule. Prepared by the build, because no day asked changes it: a later hearing moves none before it. Rules:
-- contract, section 9, M5: it is not about custody, its medium is not H, and it was not moved or vacated.
SELECT
    h.idnschedule,
    h.idncase,
    h.court_code,
    h.scheduled_on,
    h.lead_days,
    h.is_absence,
    CAST(
        row_number() OVER (PARTITION BY h.idncase ORDER BY h.scheduled_on NULLS LAST, h.idnschedule NULLS LAST)
        AS BIGINT
    ) AS place
FROM hearings AS h
WHERE h.scheduled_on IS NOT NULL AND h.idncase IS NOT NULL AND h.kind <> 'custody' AND h.outcome <> 'not_held'
    AND coalesce(upper(h.medium), '') <> 'H'
ORDER BY h.idncase NULLS LAST, place NULLS LAST
