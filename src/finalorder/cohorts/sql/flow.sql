-- flow: one row a case, a group and the criterion at which the case left it ("member" if it did not).
-- Key: idncase, cohort. Who is considered: every case with a removal order entered by the day asked; its order is the
-- standing one, else the latest. Criteria are those of the group, the first that a case fails.
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
)
SELECT s.idncase, s.city, s.docket, j.cohort, j.left_at, j.lower
FROM judged AS j
INNER JOIN standing AS s ON s.idncase = j.idncase
UNION ALL
SELECT f.idncase, f.city, coalesce(t.docket, 'unlisted'), g.cohort, f.left_at, false
FROM fallen AS f
CROSS JOIN groups AS g
LEFT JOIN registry_cities AS t ON t.court_code = f.court_code
