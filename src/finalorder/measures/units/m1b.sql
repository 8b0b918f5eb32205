-- m1b: one row the first decision or administrative closure of a removal case (RMV), whichever came first.
-- Key: idnproceeding. In the numerator: an order of removal in absentia.
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
    e.idncase,
    e.court_code,
    e.custody_code,
    e.completed_on AS counted_on,
    e.completed_on AS representation_day,
    e.is_in_absentia AS in_numerator
FROM ended AS e
INNER JOIN proceeding_types AS p ON p.idnproceeding = e.idnproceeding AND p.case_type = 'RMV'
WHERE e.place = 1
