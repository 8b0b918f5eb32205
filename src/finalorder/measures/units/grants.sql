-- grants: one row an initial completion.
-- Key: idnproceeding. In the numerator: relief was granted.
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS representation_day,
    category = 'relief' AS in_numerator
FROM completed
WHERE is_initial
