-- m9: one row an initial completion of a case never detained or released by then (custody N or R).
-- Key: idnproceeding. In the numerator: an order of removal in absentia.
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS representation_day,
    is_in_absentia AS in_numerator
FROM completed AS c
INNER JOIN registry_custody AS x ON x.code = c.custody_code AND x.is_detained = 'no'
WHERE is_initial
