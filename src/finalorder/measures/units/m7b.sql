-- m7b: one row an initial completion of a case of a family docket.
-- Key: idncase. In the numerator: an order of removal in absentia.
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    c.is_in_absentia AS in_numerator
FROM completed AS c
INNER JOIN cases AS k ON k.idncase = c.idncase AND k.family_docket <> 'none'
WHERE c.is_initial
