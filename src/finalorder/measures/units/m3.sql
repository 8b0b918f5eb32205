-- m3: one row a case never detained or released that was first decided or first administratively closed in a fiscal year.
-- Key: case_key, fiscal_year. In the numerator: some order in absentia was issued by the end of the year.
SELECT
    idncase,
    court_code,
    custody_code,
    counted_on,
    counted_on AS representation_day,
    is_ordered_in_absentia AS in_numerator
FROM matters
WHERE how <> 'pending' AND is_first
