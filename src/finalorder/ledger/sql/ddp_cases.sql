-- ddp_cases: one row a case of the case table as the Deportation Data Project shows it, or why it leaves it out.
-- Key: idncase. Kept for comparing, not published.
-- Rules: their eoir_case.R, eoir_case_joins.R and final filter. The outcome is what the last row's decision means in the
-- case type, else what its other completion means. Kept: charged since 1 October 1997, case type RMV or WHO. The Board's
-- day replaces the judge's if it is later, and never changes the outcome. Codes are read with this program's registry.
WITH
-- one row a case of the case table; a repeated key once; represented if the overwritten E-28 date is there
listed AS (
    SELECT idncase, max(CASE WHEN e_28_date IS NOT NULL THEN 1 ELSE 0 END) = 1 AS is_represented
    FROM release_cases
    WHERE idncase IS NOT NULL
    GROUP BY idncase
),
-- one row a case with proceedings: what the code of its last row means
decoded AS (
    SELECT
        p.*,
        coalesce(c.category, o.category) AS category,
        c.order_class
    FROM ddp_proceedings AS p
    LEFT JOIN registry_decisions AS c ON c.case_type = p.case_type AND c.decision_type = 'C' AND c.code = p.dec_code
    LEFT JOIN registry_decisions AS o ON o.case_type = p.case_type AND o.decision_type = 'O' AND o.code = p.other_comp
),
-- one row a case: the first of their filters that leaves it out
filtered AS (
    SELECT
        l.idncase,
        l.is_represented,
        d.proceedings,
        CASE
            WHEN d.idncase IS NULL THEN 'no_proceeding'
            WHEN d.has_mixed_case_types THEN 'mixed_case_types'
            WHEN d.charged_on IS NULL THEN 'no_charging_date'
            WHEN d.charged_on < y.first_on THEN 'charged_before_october_1997'
            WHEN k.is_kept_by_ddp = 'yes' THEN CAST(NULL AS STRING)
            ELSE 'other_case_type'
        END AS left_out_because
    FROM listed AS l
    INNER JOIN registry_spans AS y ON y.name = 'ddp_charged'
    LEFT JOIN decoded AS d ON d.idncase = l.idncase
    LEFT JOIN registry_case_types AS k ON k.code = d.case_type
)
SELECT
    f.idncase,
    f.left_out_because,
    f.is_represented,
    f.proceedings,
    d.case_type,
    d.charged_on,
    d.first_court_code,
    d.last_court_code,
    d.last_idnproceeding,
    d.completed_on,
    d.dec_code,
    d.other_comp,
    d.is_in_absentia,
    d.category,
    d.order_class,
    CASE
        WHEN d.category IN ('removal_order', 'removal_withheld') THEN 'ordered_removed'
        WHEN d.category = 'termination' THEN 'terminated'
        WHEN d.category = 'dismissal' THEN 'dismissed'
        WHEN d.category = 'administrative_closure' THEN 'administratively_closed'
        WHEN d.category = 'transfer' THEN 'moved'
        WHEN d.category IN ('voluntary_departure', 'relief') THEN d.category
        WHEN d.category IS NULL AND d.completed_on IS NULL THEN 'pending'
        ELSE 'other'
    END AS outcome,
    a.last_idnappeal,
    a.is_case_appeal,
    CASE WHEN a.decided_on > d.completed_on THEN a.decided_on ELSE d.completed_on END AS completed_on_last
FROM filtered AS f
LEFT JOIN decoded AS d ON d.idncase = f.idncase
LEFT JOIN ddp_appeals AS a ON a.idncase = f.idncase
