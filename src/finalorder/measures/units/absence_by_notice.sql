-- absence_by_notice: one row a hearing held by the day asked that was entered in the schedule by its day.
-- Key: idnschedule. In the numerator: missed. split: days between entry and hearing, in bands; each number of days is looked
-- up once.
WITH
-- one row a number of days between entry and hearing
known_days AS (
    SELECT DISTINCT lead_days FROM held WHERE lead_days >= 0
),
-- one row such a number: its band
bands AS (
    SELECT k.lead_days, b.level
    FROM known_days AS k
    INNER JOIN registry_bands AS b
        ON b.split = 'absence_by_notice' AND k.lead_days BETWEEN b.first_day AND b.last_day
)
SELECT
    h.idncase,
    h.court_code,
    k.custody_code,
    h.scheduled_on AS counted_on,
    h.scheduled_on AS representation_day,
    h.is_absence AS in_numerator,
    b.level AS split
FROM held AS h
LEFT JOIN bands AS b ON b.lead_days = h.lead_days
LEFT JOIN cases AS k ON k.idncase = h.idncase
WHERE h.lead_days >= 0
