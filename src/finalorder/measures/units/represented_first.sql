-- represented_first: one row a case with a hearing held by the day asked.
-- Key: idncase. In the numerator: represented by the first hearing held.
SELECT
    t.idncase,
    t.court_code,
    k.custody_code,
    t.first_on AS counted_on,
    t.first_on AS representation_day,
    coalesce(k.first_represented_on <= t.first_on, false) AS in_numerator
FROM attendance AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
