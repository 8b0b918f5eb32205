-- flow: one row a case, a group and the criterion at which the case left it ("member" if it did not).
-- Key: idncase, cohort. Who is considered: every case with a removal order entered by the day asked; its order is the
-- standing one, else the latest. Criteria are those of flow.toml, the first that a case does not meet.
WITH
-- one row a case that was ordered removed by the day and has no standing order: its latest order, and why not
fallen AS (
    SELECT idncase, city, court_code, left_at
    FROM (
        SELECT
            o.idncase,
            o.city,
            o.court_code,
            CASE WHEN o.final_on <= a.as_of THEN '2_undone' ELSE '1_not_final' END AS left_at,
            row_number() OVER (PARTITION BY o.idncase ORDER BY o.ordered_on DESC, o.order_id DESC) AS place
        FROM orders AS o
        CROSS JOIN asked AS a
        LEFT JOIN standing AS s ON s.idncase = o.idncase
        WHERE o.order_class = 'removal' AND o.ordered_on <= a.as_of AND o.idncase IS NOT NULL AND s.idncase IS NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case that missed a hearing by the day
absent AS (
    SELECT DISTINCT h.idncase
    FROM hearings AS h
    CROSS JOIN asked AS a
    WHERE h.is_absence AND h.scheduled_on <= a.as_of
),
-- one row a case with evidence of having come alone
came_alone AS (
    SELECT j.idncase
    FROM release_juveniles AS j
    INNER JOIN registry_juveniles AS k ON k.number = CAST(j.idnjuvenile AS STRING) AND k.came_alone = 'yes'
    UNION
    SELECT p.idncase
    FROM release_priorities AS p
    INNER JOIN registry_priorities AS k ON k.code = p.casepriority_code AND k.came_alone = 'yes'
    UNION
    SELECT c.idncase
    FROM cases AS c
    INNER JOIN registry_priorities AS k ON k.code = c.priority_code AND k.came_alone = 'yes'
),
-- one row a standing order and a group of the announcement
asked_of AS (
    SELECT s.idncase, s.city, s.docket, g.cohort
    FROM standing AS s
    CROSS JOIN groups AS g
),
-- one row a standing order and a group: where it left
left_standing AS (
    SELECT
        o.idncase,
        o.city,
        o.docket,
        o.cohort,
        CASE
            WHEN m.idncase IS NOT NULL THEN 'member'
            WHEN o.cohort = 'in_absentia' THEN '3_in_court'
            WHEN o.cohort = 'rocket_docket' THEN '3_other_docket'
            WHEN o.cohort = 'turned_18' AND c.idncase IS NULL THEN '3_not_alone'
            WHEN o.cohort = 'turned_18' THEN '4_not_yet_18'
            WHEN o.cohort = 'no_show_no_response' AND b.idncase IS NULL THEN '3_no_absence'
            WHEN o.cohort = 'no_show_no_response' THEN '4_asked_to_reopen'
            WHEN o.cohort = 'recent_arrival_final_order' AND coalesce(k.entered_on, k.charged_on) IS NULL THEN '3_no_date'
            WHEN o.cohort = 'recent_arrival_final_order' THEN '4_earlier'
            ELSE w.left_at
        END AS left_at,
        m.lower
    FROM asked_of AS o
    LEFT JOIN members AS m ON m.idncase = o.idncase AND m.cohort = o.cohort
    LEFT JOIN own_left AS w ON w.idncase = o.idncase AND w.cohort = o.cohort
    LEFT JOIN came_alone AS c ON c.idncase = o.idncase
    LEFT JOIN absent AS b ON b.idncase = o.idncase
    LEFT JOIN cases AS k ON k.idncase = o.idncase
)
SELECT idncase, city, docket, cohort, left_at, coalesce(lower, false) AS lower
FROM left_standing
UNION ALL
SELECT f.idncase, f.city, coalesce(t.docket, 'unlisted'), g.cohort, f.left_at, false
FROM fallen AS f
CROSS JOIN groups AS g
LEFT JOIN registry_cities AS t ON t.court_code = f.court_code
