-- m5i: one row a case of a family docket with a hearing held by the day asked.
-- Key: idncase. In the numerator: the first hearing held was attended. Its year is that of the first hearing held;
-- representation counts by the day asked.
SELECT
    t.idncase,
    t.court_code,
    k.custody_code,
    t.first_on AS counted_on,
    a.as_of AS representation_day,
    NOT t.missed_first AS in_numerator
FROM attendance AS t
INNER JOIN cases AS k ON k.idncase = t.idncase AND k.family_docket <> 'none'
CROSS JOIN asked AS a
