-- case_keys: one row a case: its kind, its first representation, and the lead case of its family (else the case itself).
-- Key: idncase.
SELECT c.idncase, n.kind_id, c.first_represented_on, coalesce(c.lead_idncase, c.idncase) AS cluster
FROM cases AS c
INNER JOIN case_traits AS t ON t.idncase = c.idncase
INNER JOIN case_kinds AS n
    ON n.case_type = t.case_type AND n.nationality = t.nationality AND n.language = t.language
    AND n.family_docket = t.family_docket AND n.rider = t.rider AND n.juvenile = t.juvenile
    AND n.priority = t.priority AND n.state = t.state AND n.case_state = t.case_state
