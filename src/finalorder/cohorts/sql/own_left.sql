-- own_left: one row a standing order outside a user's cohort: the first condition of the file that it does not meet.
-- Key: idncase.
WITH
-- one row a standing order that misses a condition: the place of the first one missed
first_missed AS (
    SELECT l.unit_id, min(d.place) AS place
    FROM asked_levels AS l
    INNER JOIN where_dimensions AS d ON d.dimension = l.dimension
    LEFT JOIN where_values AS v ON v.dimension = l.dimension AND v.level = l.level
    WHERE v.level IS NULL
    GROUP BY l.unit_id
)
SELECT f.unit_id AS idncase, s.left_at
FROM first_missed AS f
INNER JOIN own_steps AS s ON s.place = f.place
