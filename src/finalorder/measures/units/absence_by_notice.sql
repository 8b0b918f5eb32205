-- absence_by_notice: one row a hearing held by the day asked that was entered in the schedule by its day.
-- Key: idnschedule. In the numerator: missed. split: days between entry and hearing, in bands.
SELECT
    h.idncase,
    h.court_code,
    k.custody_code,
    h.scheduled_on AS counted_on,
    h.scheduled_on AS lawyer_by,
    h.is_absence AS in_numerator,
    CASE
        WHEN h.lead_days < 7 THEN '0-6'
        WHEN h.lead_days < 14 THEN '7-13'
        WHEN h.lead_days < 30 THEN '14-29'
        WHEN h.lead_days < 90 THEN '30-89'
        WHEN h.lead_days < 180 THEN '90-179'
        WHEN h.lead_days < 365 THEN '180-364'
        ELSE '365 or more'
    END AS split
FROM held AS h
LEFT JOIN cases AS k ON k.idncase = h.idncase
WHERE h.lead_days >= 0
