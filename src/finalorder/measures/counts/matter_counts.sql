-- matter_counts: one row a case, a fiscal year and the way in which the case was a matter of that year.
-- Key: case_key, fiscal_year, how. Counted once for M2 to M4. In the numerator: some order in absentia was issued by the
-- end of the year.
SELECT
    idncase,
    court_code,
    custody_code,
    counted_on,
    counted_on AS representation_day,
    is_ordered_in_absentia AS in_numerator,
    how,
    is_first
FROM counted_matters
