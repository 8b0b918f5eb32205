-- fit_cases: one row a case in removal, deportation or exclusion that no other case leads: docket, counsel, children.
-- Key: idncase. Members of a family go through court together and would count as many when they are one.
-- Docket: identifier DD, else FA, else the priority code, else none. Child: a code of juvenile history other than 5, a
-- child's priority, or under 18 when charged.
WITH
-- one row a case that another case leads
riders AS (
    SELECT DISTINCT idnridercase AS idncase
    FROM release_riders
    WHERE idnridercase IS NOT NULL AND idnleadcase <> idnridercase
),
-- one row a case with an identifier of a family docket
flags AS (
    SELECT idncase, min(case_id) AS docket
    FROM release_identifiers
    WHERE case_id IN ('DD', 'FA')
    GROUP BY idncase
),
-- one row a case whose history says child
children AS (
    SELECT DISTINCT idncase
    FROM release_juveniles
    WHERE idnjuvenile IN (1, 2, 3, 4, 6)
),
-- one row a case: the day of its first charging document
charged AS (
    SELECT idncase, min(osc_date) AS charged_on
    FROM release_proceedings
    GROUP BY idncase
)
SELECT
    c.idncase,
    c.case_type,
    d.charged_on,
    r.first_represented_on AS represented_on,
    CASE
        WHEN f.docket IS NOT NULL THEN f.docket
        WHEN c.casepriority_code IS NULL OR c.casepriority_code = 'N/A' THEN 'none'
        ELSE c.casepriority_code
    END AS docket,
    (
        k.idncase IS NOT NULL
        OR coalesce(c.casepriority_code, '') = 'UC'
        OR coalesce(days_between(c.c_birthdate, d.charged_on) < 6575, false)
    ) AS is_child
FROM release_cases AS c
INNER JOIN charged AS d ON d.idncase = c.idncase
LEFT JOIN riders AS x ON x.idncase = c.idncase
LEFT JOIN flags AS f ON f.idncase = c.idncase
LEFT JOIN children AS k ON k.idncase = c.idncase
LEFT JOIN representation AS r ON r.idncase = c.idncase
WHERE c.case_type IN ('RMV', 'DEP', 'EXC') AND x.idncase IS NULL
