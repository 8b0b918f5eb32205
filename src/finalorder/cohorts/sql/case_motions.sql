-- case_motions: one row a case with a motion that undoes an order if it is granted, received by the day asked and not
-- decided by it: when the last of them was received (where that is blank, entered).
-- Key: idncase.
SELECT m.idncase, max(CAST(coalesce(m.motion_recd_date, m.input_date) AS DATE)) AS pending_since
FROM release_motions AS m
CROSS JOIN asked AS a
INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.undoes_if_granted = 'yes'
WHERE m.idncase IS NOT NULL AND coalesce(m.motion_recd_date, m.input_date) <= a.as_of
    AND (m.comp_date IS NULL OR m.comp_date > a.as_of)
GROUP BY m.idncase
