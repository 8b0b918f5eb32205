-- case_closings: one row a case that a judge dismissed, terminated or administratively closed by the day asked: the last
-- of these, whatever came after it.
-- Key: idncase.
SELECT
    ranked.idncase,
    CASE ranked.category WHEN 'dismissal' THEN 'dismissed' WHEN 'termination' THEN 'terminated' ELSE ranked.category
    END AS closed_as
FROM (
    SELECT
        c.idncase,
        CASE WHEN c.category = 'administrative_closure' THEN 'administratively_closed' ELSE c.category END AS category,
        row_number() OVER (PARTITION BY c.idncase ORDER BY c.completed_on DESC, c.idnproceeding DESC) AS place
    FROM completions AS c
    CROSS JOIN asked AS a
    WHERE c.idncase IS NOT NULL AND c.completed_on <= a.as_of
        AND c.category IN ('dismissal', 'termination', 'administrative_closure')
) AS ranked
WHERE ranked.place = 1
