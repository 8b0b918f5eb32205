-- case_rows: one row a case of the case table, with where and when it began and what has come of it.
-- Key: idncase. Kept for cases, which would otherwise hold all that is joined here in memory beside its own.
WITH
-- one row a key that several rows of the case table have
repeated AS (
    SELECT idncase
    FROM release_cases
    WHERE idncase IS NOT NULL
    GROUP BY idncase
    HAVING count(*) > 1
),
-- one row such a key: the first row by its values
chosen AS (
    SELECT *
    FROM (
        SELECT
            c.*,
            row_number() OVER (
                PARTITION BY c.idncase
                ORDER BY c.case_type NULLS LAST, c.nat NULLS LAST, c.lang NULLS LAST, c.custody NULLS LAST,
                    c.date_of_entry NULLS LAST, c.casepriority_code NULLS LAST, c.c_birthdate NULLS LAST,
                    c.alien_state NULLS LAST
            ) AS place
        FROM release_cases AS c
        INNER JOIN repeated AS d ON d.idncase = c.idncase
    ) AS ranked
    WHERE place = 1
),
-- one row a case of the case table; a repeated key once
listed AS (
    SELECT c.*, 1 AS place
    FROM release_cases AS c
    LEFT JOIN repeated AS d ON d.idncase = c.idncase
    WHERE c.idncase IS NOT NULL AND d.idncase IS NULL
    UNION ALL
    SELECT * FROM chosen
)
SELECT
    c.idncase,
    c.case_type,
    c.nat,
    c.lang,
    c.custody,
    c.date_of_entry,
    c.casepriority_code,
    c.c_birthdate,
    c.alien_state,
    l.charged_on,
    l.court_code,
    s.state
FROM listed AS c
LEFT JOIN case_places AS l ON l.idncase = c.idncase
LEFT JOIN case_state AS s ON s.idncase = c.idncase
