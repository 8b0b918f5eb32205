-- grants: one row an initial completion.
-- Key: idnproceeding. In the numerator: relief was granted.
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS lawyer_by,
    category = 'relief' AS in_numerator
FROM completed
WHERE is_initial
