-- cases: one row a case (one charging document; not a person: there is no person key).
-- Key: idncase. Order: idncase. Proceedings of a case that the case table lacks stay in the other tables and are noted.
-- Rules: contract, section 6. Nationality, language, custody, state and priority are the release's present values.
SELECT
    c.idncase,
    c.case_type,
    c.charged_on,
    c.court_code,
    coalesce(t.city, c.court_code) AS city,
    c.nat AS nationality_code,
    c.lang AS language_code,
    c.custody AS custody_code,
    c.date_of_entry AS entered_on,
    coalesce(c.state, 'no_proceeding') AS state,
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
FROM case_rows AS c
LEFT JOIN registry_cities AS t ON t.court_code = c.court_code
LEFT JOIN case_standing AS o ON o.idncase = c.idncase
LEFT JOIN representation AS w ON w.idncase = c.idncase
LEFT JOIN families AS f ON f.idncase = c.idncase
ORDER BY c.idncase NULLS LAST
