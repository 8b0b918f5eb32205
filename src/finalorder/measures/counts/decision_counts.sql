-- decision_counts: one row an initial completion: what was decided, and whether of a removal case (RMV).
-- Key: idnproceeding. Counted once for outcomes, grants, M1a, M9 and represented_decision. split: what was decided; an
-- order in absentia is a kind of its own.
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    coalesce(p.case_type = 'RMV', false) AS is_removal_case,
    CASE
        WHEN c.is_in_absentia THEN 'removal_in_absentia'
        WHEN c.category = 'removal_order' THEN 'removal_in_person'
        ELSE c.category
    END AS split
FROM completed AS c
LEFT JOIN proceeding_types AS p ON p.idnproceeding = c.idnproceeding
WHERE c.is_initial
