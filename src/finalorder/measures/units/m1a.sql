-- m1a: one row an initial completion of a removal case (RMV).
-- Key: idnproceeding. Reads completed. In the numerator: an order of removal in absence.
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS lawyer_by,
    is_in_absentia AS in_numerator
FROM completed
WHERE is_initial AND case_type = 'RMV'
