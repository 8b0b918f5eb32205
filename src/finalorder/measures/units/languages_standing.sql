-- languages_standing: one row a case with an order of removal standing on the day asked.
-- Key: idncase. split: the language recorded for the case, at present.
SELECT
    p.idncase,
    p.court_code,
    p.custody_code,
    p.ordered_on AS counted_on,
    p.ordered_on AS representation_day,
    true AS in_numerator,
    coalesce(t.language, 'unknown') AS split
FROM standing AS p
LEFT JOIN case_traits AS t ON t.idncase = p.idncase
