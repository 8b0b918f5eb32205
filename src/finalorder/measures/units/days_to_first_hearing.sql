-- days_to_first_hearing: one row a case with a hearing held by the day asked, charged before it.
-- Key: idncase. days: from the first charging document to the first hearing held.
SELECT
    t.idncase,
    t.court_code,
    k.custody_code,
    t.first_on AS counted_on,
    t.first_on AS representation_day,
    days_between(k.charged_on, t.first_on) AS days
FROM attendance AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
WHERE k.charged_on <= t.first_on
