-- first_hearing_counts: one row a case with a hearing held by the day asked.
-- Key: idncase. Counted once for days_to_first_hearing and represented_first. days: from the first charging document to
-- the first hearing held, if that is the later.
SELECT
    t.idncase,
    t.court_code,
    k.custody_code,
    t.first_on AS counted_on,
    t.first_on AS representation_day,
    CASE WHEN k.charged_on <= t.first_on THEN days_between(k.charged_on, t.first_on) END AS days
FROM attendance AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
