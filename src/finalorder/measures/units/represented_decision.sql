-- represented_decision: one row an initial completion of a listed case.
-- Key: idnproceeding. In the numerator: represented by the decision.
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    coalesce(k.first_represented_on <= c.completed_on, false) AS in_numerator
FROM completed AS c
INNER JOIN cases AS k ON k.idncase = c.idncase
WHERE c.is_initial
