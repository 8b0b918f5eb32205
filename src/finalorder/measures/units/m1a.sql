-- m1a: one row an initial completion of a removal case (RMV).
-- Key: idnproceeding. In the numerator: an order of removal in absentia.
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    c.is_in_absentia AS in_numerator
FROM completed AS c
INNER JOIN proceeding_types AS p ON p.idnproceeding = c.idnproceeding AND p.case_type = 'RMV'
WHERE c.is_initial
