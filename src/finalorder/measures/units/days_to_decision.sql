-- days_to_decision: one row an initial completion of a case charged before it.
-- Key: idnproceeding. days: from the first charging document to the decision.
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    days_between(k.charged_on, c.completed_on) AS days
FROM completed AS c
INNER JOIN cases AS k ON k.idncase = c.idncase
WHERE c.is_initial AND k.charged_on <= c.completed_on
