-- decided: one row a completed proceeding, decoded.
-- Key: idnproceeding. Kept for the other steps, with what they read of it; completions publishes most.
-- Rules: a decision is decoded by (case type, decision type C, DEC_CODE); without one, the completion by (case type,
-- O, OTHER_COMP). A pair the registry does not know is "review" in a review, an administrative completion by its code
-- alone, else "other". In absentia needs ABSENTIA = Y on an order of removal.
-- A row without a case is a case of its own (its negative proceeding number), so that nothing is dropped.
WITH
-- one row a completed proceeding with the code that decides it
completed AS (
    SELECT
        idnproceeding,
        idncase,
        case_type,
        case_kind,
        is_pending_while_open,
        court_code,
        charged_on,
        completed_on,
        dec_code,
        other_comp,
        absentia,
        custody_code,
        appeal_reserved_by,
        recorded_due_on,
        coalesce(idncase, -idnproceeding) AS case_key,
        CASE WHEN dec_code IS NOT NULL THEN 'C' WHEN other_comp IS NOT NULL THEN 'O' ELSE '-' END AS decision_type,
        coalesce(dec_code, other_comp) AS decision_code,
        case_kind = 'review' AS is_review
    FROM proceedings
    WHERE completed_on IS NOT NULL
),
-- one row a completed proceeding: what the code means in its case type, and what it means in any
decoded AS (
    SELECT
        c.*,
        coalesce(d.category, e.category, 'other') AS category,
        d.order_class,
        coalesce(d.is_dispositive, e.is_dispositive, 'no') = 'yes' AS is_dispositive,
        d.code IS NULL AND (e.code IS NULL OR c.is_review OR c.decision_type = 'C') AS is_unknown_code
    FROM completed AS c
    LEFT JOIN registry_decisions AS d
        ON d.case_type = c.case_type AND d.decision_type = c.decision_type AND d.code = c.decision_code
    LEFT JOIN registry_decisions AS e
        ON e.case_type = CASE WHEN c.is_review THEN '* in a review' ELSE '*' END
        AND e.decision_type = c.decision_type AND e.code = CASE WHEN c.is_review THEN '*' ELSE c.decision_code END
),
-- one row a completed proceeding: its place in the case, and whether it was decided in absentia
placed AS (
    SELECT
        *,
        CAST(
            row_number() OVER (
                PARTITION BY case_key
                ORDER BY completed_on NULLS LAST, idnproceeding NULLS LAST, dec_code NULLS LAST, other_comp NULLS LAST,
                    court_code NULLS LAST, custody_code NULLS LAST, absentia NULLS LAST
            ) AS BIGINT
        ) AS sequence,
        coalesce(absentia = 'Y', false) AND category IN ('removal_order', 'removal_withheld') AS is_in_absentia
    FROM decoded
),
-- one row a case with a dispositive completion: where the first of them stands
first_dispositive AS (
    SELECT case_key, min(sequence) AS sequence
    FROM placed
    WHERE is_dispositive
    GROUP BY case_key
)
SELECT p.*, f.sequence IS NOT NULL AS is_initial
FROM placed AS p
LEFT JOIN first_dispositive AS f ON f.case_key = p.case_key AND f.sequence = p.sequence
