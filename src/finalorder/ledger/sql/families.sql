-- families: one row a case with any family or child marker: docket generation, lead case, juvenile codes.
-- Key: idncase. Kept for the other steps, not published.
-- Rules: contract, section 6; law.toml D-1 to D-3 and docket_marks.csv say what marks a case for a family docket, what
-- excludes it, and between which days it was charged or entered. Of several the one of the lowest rank counts.
WITH
-- one row a case and a code that bears on a family docket, with the day on which it was set, if it has one
coded AS (
    SELECT idncase, 'identifier' AS field, case_id AS code, CAST(NULL AS DATE) AS marked_on
    FROM release_identifiers
    UNION ALL
    SELECT idncase, 'priority', casepriority_code, CAST(NULL AS DATE)
    FROM release_cases
    UNION ALL
    SELECT idncase, 'priority', casepriority_code, CAST(datcreatedon AS DATE)
    FROM release_priorities
),
-- one row a case and a family docket it is marked for and not excluded from
marked_for AS (
    SELECT c.idncase, m.family_docket, min(c.marked_on) AS marked_on
    FROM coded AS c
    INNER JOIN registry_docket_marks AS m ON m.field = c.field AND m.code = c.code
    GROUP BY c.idncase, m.family_docket
    HAVING max(CASE WHEN m.role = 'excludes' THEN 1 ELSE 0 END) = 0
),
-- one row a case heard or held at a location of the dedicated docket
dedicated AS (
    SELECT DISTINCT h.idncase
    FROM release_hearings_raw AS h
    INNER JOIN registry_dedicated_locations AS l ON l.code = h.hearing_loc_code
    UNION
    SELECT DISTINCT p.idncase
    FROM proceedings AS p
    INNER JOIN registry_dedicated_locations AS l ON l.code = p.hearing_location_code
),
-- one row a case of the case table and a family docket it was on
evidenced AS (
    SELECT DISTINCT c.idncase, d.name AS family_docket, d.rank, d.dated_by, s.first_entered_on, m.marked_on
    FROM release_cases AS c
    INNER JOIN marked_for AS m ON m.idncase = c.idncase
    INNER JOIN registry_family_dockets AS d ON d.name = m.family_docket
    LEFT JOIN case_places AS s ON s.idncase = c.idncase
    LEFT JOIN dedicated AS l ON l.idncase = c.idncase
    WHERE (l.idncase IS NOT NULL OR NOT d.needs_location)
        AND (s.charged_on >= d.charged_from OR d.charged_from IS NULL)
        AND (s.charged_on <= d.charged_to OR d.charged_to IS NULL)
        AND (s.first_entered_on >= d.entered_from OR d.entered_from IS NULL)
),
-- one row a case on a family docket: the one that counts
docketed AS (
    SELECT
        e.idncase,
        e.family_docket,
        CASE e.dated_by WHEN 'first_entered_on' THEN e.first_entered_on WHEN 'marked_on' THEN e.marked_on END
            AS family_docket_on,
        f.dockets > 1 AS is_on_several
    FROM evidenced AS e
    INNER JOIN (
        SELECT idncase, min(rank) AS rank, count(*) AS dockets FROM evidenced GROUP BY idncase
    ) AS f ON f.idncase = e.idncase AND f.rank = e.rank
),
-- one row a rider: the lead case of its last row
ridden AS (
    SELECT idncase, lead_idncase
    FROM (
        SELECT
            idnridercase AS idncase,
            idnleadcase AS lead_idncase,
            row_number() OVER (PARTITION BY idnridercase ORDER BY idnleadrider DESC) AS place
        FROM release_riders
        WHERE idnridercase IS NOT NULL AND idnleadcase IS NOT NULL AND idnleadcase <> idnridercase
    ) AS ranked
    WHERE place = 1
),
-- one row a case with juvenile codes, as a sorted list
juvenile AS (
    SELECT idncase, sorted_texts(array_agg(DISTINCT CAST(idnjuvenile AS STRING))) AS juvenile_codes
    FROM release_juveniles
    WHERE idncase IS NOT NULL AND idnjuvenile IS NOT NULL
    GROUP BY idncase
),
-- one row a case with any of these
marked AS (
    SELECT idncase FROM docketed
    UNION
    SELECT idncase FROM ridden
    UNION
    SELECT idncase FROM juvenile
)
SELECT
    m.idncase,
    d.family_docket,
    d.family_docket_on,
    coalesce(d.is_on_several, false) AS is_on_several,
    r.lead_idncase,
    j.juvenile_codes
FROM marked AS m
LEFT JOIN docketed AS d ON d.idncase = m.idncase
LEFT JOIN ridden AS r ON r.idncase = m.idncase
LEFT JOIN juvenile AS j ON j.idncase = m.idncase
