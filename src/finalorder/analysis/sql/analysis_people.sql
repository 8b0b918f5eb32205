-- analysis_people: one row a case: whom it is about, as far as the release says, and the family it belongs to.
-- Key: idncase. Kept for the analysis tables. family_id is the lead case of the last rider row, else the case itself: it
-- joins a rider to its lead and is what standard errors cluster on. All of it is the release's present value.
WITH
-- one row a case with a juvenile code that says it came alone
alone AS (
    SELECT DISTINCT j.idncase
    FROM release_juveniles AS j
    INNER JOIN registry_juveniles AS k ON k.number = CAST(j.idnjuvenile AS STRING) AND k.came_alone = 'yes'
    WHERE j.idncase IS NOT NULL
),
-- one row a family: how many cases it has
families AS (
    SELECT coalesce(lead_idncase, idncase) AS family_id, count(*) AS family_size
    FROM cases
    GROUP BY coalesce(lead_idncase, idncase)
)
SELECT
    c.idncase,
    f.family_id,
    f.family_size,
    c.is_rider,
    c.case_type,
    c.nationality_code,
    c.language_code,
    c.priority_code,
    c.family_docket,
    a.idncase IS NOT NULL AS came_alone,
    c.state_code,
    c.entered_on,
    c.birth_month,
    c.charged_on,
    c.first_represented_on,
    c.standing_order_id
FROM cases AS c
INNER JOIN families AS f ON f.family_id = coalesce(c.lead_idncase, c.idncase)
LEFT JOIN alone AS a ON a.idncase = c.idncase
