-- meeting: one row a unit that meets every condition asked.
-- Key: unit_id. With no condition there is no row.
SELECT l.unit_id
FROM asked_levels AS l
INNER JOIN where_values AS v ON v.dimension = l.dimension AND v.level = l.level
GROUP BY l.unit_id
HAVING count(*) = (SELECT count(*) FROM where_dimensions)
