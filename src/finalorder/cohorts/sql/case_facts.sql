-- case_facts: one row a case of the ledger, with what dimensions ask besides: its docket, juvenile codes at any time.
-- Key: idncase.
WITH
-- one row a case with juvenile codes: whether one of them says that it came alone
juvenile AS (
    SELECT j.idncase, max(CASE WHEN c.came_alone = 'yes' THEN 1 ELSE 0 END) = 1 AS came_alone
    FROM release_juveniles AS j
    LEFT JOIN registry_juveniles AS c ON c.number = CAST(j.idnjuvenile AS STRING)
    WHERE j.idncase IS NOT NULL AND j.idnjuvenile IS NOT NULL
    GROUP BY j.idncase
)
SELECT k.*, c.docket, coalesce(j.came_alone, false) AS came_alone, j.idncase IS NOT NULL AS has_juvenile_code
FROM cases AS k
LEFT JOIN registry_cities AS c ON c.court_code = k.court_code
LEFT JOIN juvenile AS j ON j.idncase = k.idncase
