-- cases: one row a case (one charging document; not a person: there is no person key).
-- Key: idncase. Order: idncase. Proceedings of a case that the case table lacks stay in the other tables and are noted.
-- Rules: contract, section 6. Nationality, language, custody, state and priority are the release's present values.
WITH
-- one row a case of the case table; a repeated key once
listed AS (
    SELECT *
    FROM (
        SELECT
            idncase,
            case_type,
            nat,
            lang,
            custody,
            date_of_entry,
            casepriority_code,
            c_birthdate,
            alien_state,
            row_number() OVER (PARTITION BY idncase ORDER BY case_type NULLS LAST, nat NULLS LAST) AS place
        FROM release_cases
        WHERE idncase IS NOT NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case: when it was first charged
charged AS (
    SELECT idncase, min(charged_on) AS charged_on
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
                ORDER BY p.input_date DESC NULLS LAST, p.idnproceeding DESC
            ) AS place
        FROM proceedings AS p
        CROSS JOIN release_info AS r
        WHERE p.idncase IS NOT NULL AND (p.input_date IS NULL OR p.input_date <= r.release_day)
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
)
SELECT
    c.idncase,
    c.case_type,
    g.charged_on,
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
LEFT JOIN charged AS g ON g.idncase = c.idncase
LEFT JOIN located AS l ON l.idncase = c.idncase
LEFT JOIN registry_cities AS t ON t.court_code = l.court_code
LEFT JOIN case_state AS s ON s.idncase = c.idncase
LEFT JOIN standing AS o ON o.idncase = c.idncase
LEFT JOIN representation AS w ON w.idncase = c.idncase
LEFT JOIN families AS f ON f.idncase = c.idncase
ORDER BY c.idncase NULLS LAST
