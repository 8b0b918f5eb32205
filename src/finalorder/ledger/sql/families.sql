-- families: one row a case with any family or child marker: docket generation, lead case, juvenile codes.
-- Key: idncase. Kept for the other steps, not published.
-- Rules: contract, section 6. Family units 2018: identifier FA, charged 24 Sep 2018 to 27 May 2021, no DD (EOIR PM 19-04).
-- Dedicated docket 2021: identifier DD, a hearing or proceeding at a dedicated location, first entered after 28 May 2021
-- (EOIR PM 21-23). Adults with children 2014: priority AWC/D or AWC/ATD now or in the history. Several: the latest.
WITH
-- one row a case with identifiers of family dockets
flags AS (
    SELECT
        idncase,
        max(CASE WHEN case_id = 'FA' THEN 1 ELSE 0 END) AS has_fa,
        max(CASE WHEN case_id = 'DD' THEN 1 ELSE 0 END) AS has_dd
    FROM release_identifiers
    WHERE case_id IN ('FA', 'DD')
    GROUP BY idncase
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
-- one row a case with a 2014 family priority, and the first day its history shows it
adults_with_children AS (
    SELECT idncase, min(marked_on) AS marked_on
    FROM (
        SELECT idncase, CAST(NULL AS DATE) AS marked_on
        FROM release_cases
        WHERE casepriority_code IN ('AWC/D', 'AWC/ATD')
        UNION ALL
        SELECT idncase, CAST(datcreatedon AS DATE)
        FROM release_priorities
        WHERE casepriority_code IN ('AWC/D', 'AWC/ATD')
    ) AS marks
    GROUP BY idncase
),
-- one row a case of the case table with a family marker: which dockets it has the evidence for
evidenced AS (
    SELECT DISTINCT
        c.idncase,
        coalesce(f.has_dd = 1 AND d.idncase IS NOT NULL AND s.first_entered_on > DATE '2021-05-28', false) AS is_dedicated,
        coalesce(
            f.has_fa = 1 AND f.has_dd = 0 AND s.charged_on BETWEEN DATE '2018-09-24' AND DATE '2021-05-27', false
        ) AS is_family_unit,
        a.idncase IS NOT NULL AS is_adult_with_children,
        s.first_entered_on,
        a.marked_on
    FROM release_cases AS c
    LEFT JOIN case_places AS s ON s.idncase = c.idncase
    LEFT JOIN flags AS f ON f.idncase = c.idncase
    LEFT JOIN dedicated AS d ON d.idncase = c.idncase
    LEFT JOIN adults_with_children AS a ON a.idncase = c.idncase
    WHERE f.idncase IS NOT NULL OR a.idncase IS NOT NULL
),
-- one row a case on a family docket, the latest of them
docketed AS (
    SELECT
        idncase,
        CASE
            WHEN is_dedicated THEN 'dedicated_docket_2021'
            WHEN is_family_unit THEN 'family_unit_2018'
            WHEN is_adult_with_children THEN 'adults_with_children_2014'
        END AS family_docket,
        CASE
            WHEN is_dedicated THEN first_entered_on
            WHEN is_adult_with_children AND NOT is_family_unit THEN marked_on
        END AS family_docket_on,
        is_adult_with_children AND (is_dedicated OR is_family_unit) AS is_on_several
    FROM evidenced
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
    SELECT idncase FROM docketed WHERE family_docket IS NOT NULL
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
