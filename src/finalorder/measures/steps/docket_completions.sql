-- docket_completions: one row a completion of the cases kept.
-- Key: idnproceeding.
SELECT t.*
FROM every_completions AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
ORDER BY t.idnproceeding NULLS LAST
