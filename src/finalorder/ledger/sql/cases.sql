-- cases: one row a case (one charging document; not a person: there is no person key).
-- Key: idncase. Order: idncase. A case known only by its proceedings is kept, with what they say.
-- Rules: contract, section 6. Nationality, language, custody, state and priority are the release's present values.
WITH
-- one row a case of the case table; a repeated key once
listed AS (
    SELECT *
    FROM (
        SELECT *, row_number() OVER (PARTITION BY idncase ORDER BY case_type NULLS LAST, nat NULLS LAST) AS place
        FROM release_cases
        WHERE idncase IS NOT NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case: charged first, and the court of its last proceeding
located AS (
    SELECT idncase, charged_on, court_code
    FROM (
        SELECT
            p.idncase,
            p.court_code,
            min(p.charged_on) OVER (PARTITION BY p.idncase) AS charged_on,
            row_number() OVER (
                PARTITION BY p.idncase
                ORDER BY CASE WHEN p.input_date > r.release_day THEN 1 ELSE 0 END,
                    p.input_date DESC NULLS LAST, p.idnproceeding DESC
            ) AS place
        FROM proceedings AS p
        CROSS JOIN release_info AS r
        WHERE p.idncase IS NOT NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case with an order standing on the release day: the latest of them
standing AS (
    SELECT idncase, order_id
    FROM (
        SELECT
            o.idncase,
            o.order_id,
            row_number() OVER (PARTITION BY o.idncase ORDER BY o.ordered_on DESC, o.order_id DESC) AS place
        FROM orders AS o
        CROSS JOIN release_info AS r
        WHERE o.order_class = 'removal' AND o.final_on <= r.release_day AND o.undone_on IS NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case, from the case table or only from proceedings
known AS (
    SELECT idncase FROM listed
    UNION
    SELECT idncase FROM located
)
SELECT
    k.idncase,
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
    coalesce(f.juvenile_codes, CAST([] AS VARCHAR[])) AS juvenile_codes,
    c.c_birthdate AS birth_month,
    c.alien_state AS state_code
FROM known AS k
LEFT JOIN listed AS c ON c.idncase = k.idncase
LEFT JOIN located AS l ON l.idncase = k.idncase
LEFT JOIN registry_cities AS t ON t.court_code = l.court_code
LEFT JOIN case_state AS s ON s.idncase = k.idncase
LEFT JOIN standing AS o ON o.idncase = k.idncase
LEFT JOIN representation AS w ON w.idncase = k.idncase
LEFT JOIN families AS f ON f.idncase = k.idncase
ORDER BY k.idncase
