-- m1b: one row the first decision or administrative closure of a removal case (RMV), whichever came first.
-- Key: idnproceeding. In the numerator: an order of removal in absentia.
WITH
-- one row a case decided or closed: where the first of these completions stands
firsts AS (
    SELECT case_key, min(sequence) AS sequence
    FROM completed
    WHERE is_dispositive OR category = 'administrative_closure'
    GROUP BY case_key
)
SELECT
    e.idncase,
    e.court_code,
    e.custody_code,
    e.completed_on AS counted_on,
    e.completed_on AS representation_day,
    e.is_in_absentia AS in_numerator
FROM completed AS e
INNER JOIN firsts AS f ON f.case_key = e.case_key AND f.sequence = e.sequence
INNER JOIN proceeding_types AS p ON p.idnproceeding = e.idnproceeding AND p.case_type = 'RMV'
