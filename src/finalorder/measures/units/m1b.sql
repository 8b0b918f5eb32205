-- m1b: one row the first decision or administrative closure of a removal case (RMV), whichever came first.
-- Key: idnproceeding. Reads completed. In the numerator: an order of removal in absence.
WITH
-- one row a decision or closure, in the order of its case
ended AS (
    SELECT
        c.*,
        row_number() OVER (PARTITION BY c.case_key ORDER BY c.sequence NULLS LAST) AS place
    FROM completed AS c
    WHERE c.is_dispositive OR c.category = 'administrative_closure'
)
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS lawyer_by,
    is_in_absentia AS in_numerator
FROM ended
WHERE place = 1 AND case_type = 'RMV'
