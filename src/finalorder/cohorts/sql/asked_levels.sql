-- asked_levels: one row a unit and a dimension asked, with the unit's level of it.
-- Key: unit_id, dimension.
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
        WHEN 'in_absentia' THEN t.in_absentia
        WHEN 'order_class' THEN t.order_class
        WHEN 'initial' THEN t.initial
        WHEN 'juvenile' THEN t.juvenile
        WHEN 'priority' THEN t.priority
        WHEN 'state' THEN t.state
        WHEN 'case_state' THEN t.case_state
    END AS level
FROM traits AS t
CROSS JOIN where_dimensions AS d
