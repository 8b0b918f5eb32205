-- unit_traits: one row a unit of a method with its level of every dimension, as text.
-- Key: none. Reads units (a method's own rows), case_traits, cases (ledger), registry_cities.
-- Court, city, docket, fiscal year, custody and representation are those of the unit: its court, counted_on, its custody,
-- a lawyer by lawyer_by. The rest is the case's, at present. cluster is the lead case of a family, else the case.
SELECT
    u.*,
    coalesce(k.lead_idncase, u.idncase) AS cluster,
    coalesce(c.court_code, 'unknown') AS court,
    coalesce(c.city, 'unknown') AS city,
    coalesce(c.docket, 'unknown') AS docket,
    CASE
        WHEN u.counted_on IS NULL THEN 'unknown'
        WHEN month(u.counted_on) >= 10 THEN CAST(CAST(year(u.counted_on) AS BIGINT) + 1 AS STRING)
        ELSE CAST(CAST(year(u.counted_on) AS BIGINT) AS STRING)
    END AS fiscal_year,
    coalesce(t.case_type, 'unknown') AS case_type,
    coalesce(t.nationality, 'unknown') AS nationality,
    coalesce(t.language, 'unknown') AS language,
    CASE WHEN k.first_represented_on <= u.lawyer_by THEN 'yes' ELSE 'no' END AS represented,
    coalesce(t.family_docket, 'unknown') AS family_docket,
    CASE WHEN u.custody_code IN ('N', 'R', 'D') THEN u.custody_code ELSE 'unknown' END AS custody,
    coalesce(t.rider, 'unknown') AS rider,
    coalesce(t.juvenile, 'unknown') AS juvenile,
    coalesce(t.priority, 'unknown') AS priority,
    coalesce(t.state, 'unknown') AS state,
    coalesce(t.case_state, 'unknown') AS case_state
FROM units AS u
LEFT JOIN case_traits AS t ON t.idncase = u.idncase
LEFT JOIN cases AS k ON k.idncase = u.idncase
LEFT JOIN registry_cities AS c ON c.court_code = u.court_code
