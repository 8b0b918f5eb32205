-- notice_days: one row a hearing held by the day asked that was entered in the schedule by its day.
-- Key: idnschedule. days: from the entry in the schedule to the hearing. In the numerator: missed, which no median shows
-- and absence_by_notice is summed from.
SELECT
    h.idncase,
    h.court_code,
    k.custody_code,
    h.scheduled_on AS counted_on,
    h.scheduled_on AS representation_day,
    h.is_absence AS in_numerator,
    h.lead_days AS days
FROM held AS h
LEFT JOIN cases AS k ON k.idncase = h.idncase
WHERE h.lead_days >= 0
