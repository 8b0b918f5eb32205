-- m6: one row a decided case of adults with children (docket of 2014): its initial completion.
-- Key: idncase. In the numerator: ordered removed on the day of the first initial master hearing (schedule type MM)
-- that was held.
WITH
-- one row a case of that docket with an initial master hearing held: the day of the first
first_master AS (
    SELECT h.idncase, min(h.scheduled_on) AS held_on
    FROM held AS h
    INNER JOIN cases AS k ON k.idncase = h.idncase AND k.family_docket = 'adults_with_children_2014'
    INNER JOIN release_hearings_raw AS r ON r.idnschedule = h.idnschedule AND r.schedule_type = 'MM'
    GROUP BY h.idncase
)
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    coalesce(c.category IN ('removal_order', 'removal_withheld') AND c.completed_on = f.held_on, false) AS in_numerator
FROM completed AS c
INNER JOIN cases AS k ON k.idncase = c.idncase AND k.family_docket = 'adults_with_children_2014'
LEFT JOIN first_master AS f ON f.idncase = c.idncase
WHERE c.is_initial
