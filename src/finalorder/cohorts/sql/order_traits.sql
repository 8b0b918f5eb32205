-- order_traits: one row a standing order with its level of every dimension, as text.
-- Key: unit_id (= idncase: one standing order a case). Court, city, docket, year, custody, representation and absence
-- are the order's; the rest is the case's.
SELECT
    s.idncase AS unit_id,
    coalesce(lc.level, 'unknown') AS court,
    coalesce(lt.level, 'unknown') AS city,
    CASE WHEN c.docket IS NULL THEN 'unknown' ELSE c.docket END AS docket,
    coalesce(CAST(fiscal_year(s.ordered_on) AS STRING), 'unknown') AS fiscal_year,
    coalesce(t.case_type, 'unknown') AS case_type,
    coalesce(t.nationality, 'unknown') AS nationality,
    coalesce(t.language, 'unknown') AS language,
    CASE WHEN s.was_represented THEN 'yes' ELSE 'no' END AS represented,
    coalesce(t.family_docket, 'unknown') AS family_docket,
    coalesce(x.code, 'unknown') AS custody,
    coalesce(t.rider, 'unknown') AS rider,
    CASE WHEN s.is_in_absentia THEN 'yes' ELSE 'no' END AS in_absentia,
    'removal' AS order_class,
    CASE WHEN s.is_initial THEN 'yes' WHEN NOT s.is_initial THEN 'no' ELSE 'unknown' END AS initial,
    coalesce(t.juvenile, 'unknown') AS juvenile,
    coalesce(t.priority, 'unknown') AS priority,
    coalesce(t.state, 'unknown') AS state,
    coalesce(t.case_state, 'unknown') AS case_state
FROM standing AS s
LEFT JOIN case_traits AS t ON t.idncase = s.idncase
LEFT JOIN registry_custody AS x ON x.code = s.custody_code
LEFT JOIN registry_cities AS c ON c.court_code = s.court_code
LEFT JOIN registry_levels AS lc ON lc.dimension = 'court' AND lc.level = s.court_code
LEFT JOIN registry_levels AS lt ON lt.dimension = 'city' AND lt.level = s.city
