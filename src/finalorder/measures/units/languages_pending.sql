-- languages_pending: one row a case pending on the day asked.
-- Key: idncase. split: the language recorded for the case, at present.
SELECT
    p.idncase,
    p.court_code,
    p.custody_code,
    p.charged_on AS counted_on,
    p.as_of AS representation_day,
    true AS in_numerator,
    coalesce(t.language, 'unknown') AS split
FROM pending_now AS p
LEFT JOIN case_traits AS t ON t.idncase = p.idncase
