-- meeting: one row a unit that meets every condition asked.
-- Key: unit_id. Reads traits (unit_id and one text column a dimension; a dimension that the units do not have is not
-- asked), where_dimensions (dimension), where_values (dimension, level). With no condition there is no row.
WITH
-- one row a unit and a dimension asked: its level
levels AS (
    SELECT
        t.unit_id,
        d.dimension,
        CASE d.dimension
            WHEN 'court' THEN t.court
            WHEN 'city' THEN t.city
            WHEN 'docket' THEN t.docket
            WHEN 'fiscal_year' THEN t.fiscal_year
            WHEN 'case_type' THEN t.case_type
            WHEN 'nationality' THEN t.nationality
            WHEN 'language' THEN t.language
            WHEN 'represented' THEN t.represented
            WHEN 'family_docket' THEN t.family_docket
            WHEN 'custody' THEN t.custody
            WHEN 'rider' THEN t.rider
            WHEN 'in_absence' THEN t.in_absence
            WHEN 'order_class' THEN t.order_class
            WHEN 'initial' THEN t.initial
            WHEN 'juvenile' THEN t.juvenile
            WHEN 'priority' THEN t.priority
            WHEN 'state' THEN t.state
            WHEN 'case_state' THEN t.case_state
        END AS level
    FROM traits AS t
    CROSS JOIN where_dimensions AS d
)
SELECT l.unit_id
FROM levels AS l
INNER JOIN where_values AS v ON v.dimension = l.dimension AND v.level = l.level
GROUP BY l.unit_id
HAVING count(*) = (SELECT count(*) FROM where_dimensions)
