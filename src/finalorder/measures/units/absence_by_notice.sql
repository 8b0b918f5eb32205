-- absence_by_notice: one row a hearing held by the day asked that was entered in the schedule by its day.
-- Key: idnschedule. In the numerator: missed. split: days between entry and hearing, in bands.
SELECT
    h.idncase,
    h.court_code,
    k.custody_code,
    h.scheduled_on AS counted_on,
    h.scheduled_on AS representation_day,
    h.is_absence AS in_numerator,
    b.level AS split
FROM held AS h
LEFT JOIN registry_bands AS b
    ON b.split = 'absence_by_notice' AND h.lead_days BETWEEN b.first_day AND b.last_day
LEFT JOIN cases AS k ON k.idncase = h.idncase
WHERE h.lead_days >= 0
