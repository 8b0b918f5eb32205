-- docket_cases: one row a case of the docket asked, charged by the day asked.
-- Key: idncase. Kept as the cases that methods see.
SELECT k.*
FROM every_cases AS k
INNER JOIN asked_docket AS d ON d.family_docket = k.family_docket
CROSS JOIN asked AS a
WHERE k.charged_on <= a.as_of
