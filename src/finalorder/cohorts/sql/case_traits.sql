-- case_traits: one row a case with its level of every dimension that a case has, as text.
-- Key: idncase. Meanings: registry, dimensions.toml. A code that the registry does not list is "unknown". All but the
-- fiscal year of the charging document are the release's present values.
WITH
-- one row a case with juvenile codes: whether one of them says that it came alone
juvenile AS (
    SELECT j.idncase, max(CASE WHEN c.came_alone = 'yes' THEN 1 ELSE 0 END) = 1 AS came_alone
    FROM release_juveniles AS j
    LEFT JOIN registry_juveniles AS c ON c.number = CAST(j.idnjuvenile AS STRING)
    WHERE j.idncase IS NOT NULL AND j.idnjuvenile IS NOT NULL
    GROUP BY j.idncase
)
SELECT
    k.idncase,
    coalesce(lc.level, 'unknown') AS court,
    coalesce(lt.level, 'unknown') AS city,
    coalesce(c.docket, 'unknown') AS docket,
    coalesce(CAST(fiscal_year(k.charged_on) AS STRING), 'unknown') AS fiscal_year,
    coalesce(ly.level, 'unknown') AS case_type,
    coalesce(ln.level, 'unknown') AS nationality,
    coalesce(ll.level, 'unknown') AS language,
    CASE WHEN k.first_represented_on IS NULL THEN 'no' ELSE 'yes' END AS represented,
    coalesce(k.family_docket, 'none') AS family_docket,
    coalesce(x.code, 'unknown') AS custody,
    CASE WHEN k.is_rider THEN 'yes' ELSE 'no' END AS rider,
    CASE WHEN j.came_alone THEN 'came_alone' WHEN j.idncase IS NOT NULL THEN 'other_code' ELSE 'none' END AS juvenile,
    coalesce(lp.level, 'unknown') AS priority,
    coalesce(ls.level, 'unknown') AS state,
    coalesce(k.state, 'unknown') AS case_state
FROM cases AS k
LEFT JOIN registry_cities AS c ON c.court_code = k.court_code
LEFT JOIN registry_custody AS x ON x.code = k.custody_code
LEFT JOIN juvenile AS j ON j.idncase = k.idncase
LEFT JOIN registry_levels AS lc ON lc.dimension = 'court' AND lc.level = k.court_code
LEFT JOIN registry_levels AS lt ON lt.dimension = 'city' AND lt.level = k.city
LEFT JOIN registry_levels AS ly ON ly.dimension = 'case_type' AND ly.level = k.case_type
LEFT JOIN registry_levels AS ln ON ln.dimension = 'nationality' AND ln.level = k.nationality_code
LEFT JOIN registry_levels AS ll ON ll.dimension = 'language' AND ll.level = k.language_code
LEFT JOIN registry_levels AS lp ON lp.dimension = 'priority' AND lp.level = k.priority_code
LEFT JOIN registry_levels AS ls ON ls.dimension = 'state' AND ls.level = k.state_code
