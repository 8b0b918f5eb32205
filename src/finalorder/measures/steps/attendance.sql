-- attendance: one row a case with a hearing held by the day asked: the first one, and what was missed.
-- Key: idncase. Kept for the methods.
SELECT
    idncase,
    min(CASE WHEN place = 1 THEN scheduled_on END) AS first_on,
    min(CASE WHEN place = 1 THEN court_code END) AS court_code,
    max(CASE WHEN place = 1 AND is_absence THEN 1 ELSE 0 END) = 1 AS missed_first,
    max(CASE WHEN is_absence THEN 1 ELSE 0 END) = 1 AS missed_any
FROM held
GROUP BY idncase
