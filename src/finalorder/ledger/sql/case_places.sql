-- case_places: one row a case with a proceeding: first charge, first entry, the court of its last proceeding.
-- Key: idncase. Kept for cases, not published. Rules: contract, section 6.
WITH
-- one row a case: when it was first charged and first entered, and whether its proceedings disagree on the case type
charged AS (
    SELECT
        idncase,
        min(charged_on) AS charged_on,
        min(input_date) AS first_entered_on,
        min(coalesce(case_type, '')) <> max(coalesce(case_type, '')) AS has_several_types
    FROM proceedings
    GROUP BY idncase
),
-- one row a case: the court of the proceeding entered last by the release day
located AS (
    SELECT idncase, court_code
    FROM (
        SELECT
            p.idncase,
            p.court_code,
            row_number() OVER (
                PARTITION BY p.idncase
                ORDER BY p.placed_on DESC NULLS LAST, p.idnproceeding DESC
            ) AS place
        FROM proceedings AS p
        WHERE p.idncase IS NOT NULL AND p.is_entered
    ) AS ranked
    WHERE place = 1
)
SELECT g.idncase, g.charged_on, g.first_entered_on, g.has_several_types, l.court_code
FROM charged AS g
LEFT JOIN located AS l ON l.idncase = g.idncase
WHERE g.idncase IS NOT NULL
