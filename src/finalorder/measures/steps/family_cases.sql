-- family_cases: one row a case of any family docket.
-- Key: idncase. Kept by the build as docket_cases, the cases that docket_orders and the like see.
SELECT k.*
FROM every_cases AS k
WHERE k.family_docket <> 'none'
ORDER BY k.idncase NULLS LAST
