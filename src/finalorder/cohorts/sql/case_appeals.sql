-- case_appeals: one row a case with an appeal to the Board by the day asked: whether one is undecided that day, and what
-- the Board last decided by then on an appeal from a decision in the case.
-- Key: idncase. Rules: contract, section 4, as everywhere: rejected filings are none, a decision counts from its day. An
-- appeal without a day of filing was there from the beginning. outcome: the effect of registry/codes/board_decisions.csv.
WITH
-- one row an appeal filed by the day asked, with its decision if there was one by then
known AS (
    SELECT
        p.concerns_idncase AS idncase,
        p.appeal_type,
        p.idnappeal,
        CASE WHEN p.is_decided AND p.decision_on <= a.as_of THEN p.decision_on END AS decided_on,
        p.effect
    FROM appeals AS p
    CROSS JOIN asked AS a
    WHERE p.concerns_idncase IS NOT NULL AND (p.filed_on IS NULL OR p.filed_on <= a.as_of)
        AND p.appeal_type IN ('case_appeal', 'motion_appeal')
),
-- one row a decision on an appeal from a decision in the case, the last first
ranked AS (
    SELECT
        k.idncase,
        k.effect,
        row_number() OVER (PARTITION BY k.idncase ORDER BY k.decided_on DESC, k.idnappeal DESC) AS place
    FROM known AS k
    WHERE k.appeal_type = 'case_appeal' AND k.decided_on IS NOT NULL
),
-- one row a case with an appeal: whether one is undecided
pending AS (
    SELECT k.idncase, max(CASE WHEN k.decided_on IS NULL THEN 1 ELSE 0 END) = 1 AS is_pending
    FROM known AS k
    GROUP BY k.idncase
)
SELECT p.idncase, p.is_pending, r.effect AS outcome
FROM pending AS p
LEFT JOIN ranked AS r ON r.idncase = p.idncase AND r.place = 1
