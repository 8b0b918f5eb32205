-- completed: one row a completion by the day asked, with its fiscal year.
-- Key: idnproceeding. Not kept: a day of completions. case_key is the case; a proceeding without a case is a case of its
-- own, as in the ledger.
SELECT
    coalesce(c.idncase, -c.idnproceeding) AS case_key,
    c.idncase,
    c.idnproceeding,
    c.sequence,
    c.court_code,
    c.custody_code,
    c.completed_on,
    fiscal_year(c.completed_on) AS fiscal_year,
    c.category,
    c.is_in_absentia,
    c.is_dispositive,
    c.is_initial
FROM completions AS c
CROSS JOIN asked AS a
WHERE c.completed_on <= a.as_of
