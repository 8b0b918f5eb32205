-- cases: one row a case (one charging document; not a person: there is no person key).
-- Key: idncase. Order: idncase. Proceedings of a case that the case table lacks stay in the other tables and are noted.
-- Rules: contract, section 6. Nationality, language, custody, state and priority are the release's present values.
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
    l.charged_on,
    l.court_code,
    coalesce(t.city, l.court_code) AS city,
    c.nat AS nationality_code,
    c.lang AS language_code,
    c.custody AS custody_code,
    c.date_of_entry AS entered_on,
    coalesce(s.state, 'no_proceeding') AS state,
    o.order_id AS standing_order_id,
    w.first_represented_on,
    f.lead_idncase IS NOT NULL AS is_rider,
    f.lead_idncase,
    c.casepriority_code AS priority_code,
    coalesce(f.family_docket, 'none') AS family_docket,
    f.family_docket_on,
    coalesce(f.juvenile_codes, no_texts()) AS juvenile_codes,
    c.c_birthdate AS birth_month,
    c.alien_state AS state_code
FROM listed AS c
LEFT JOIN case_places AS l ON l.idncase = c.idncase
LEFT JOIN registry_cities AS t ON t.court_code = l.court_code
LEFT JOIN case_state AS s ON s.idncase = c.idncase
LEFT JOIN case_standing AS o ON o.idncase = c.idncase
LEFT JOIN representation AS w ON w.idncase = c.idncase
LEFT JOIN families AS f ON f.idncase = c.idncase
ORDER BY c.idncase NULLS LAST
