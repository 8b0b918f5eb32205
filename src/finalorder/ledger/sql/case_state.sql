-- case_state: one row a case with a proceeding: its state on the release day.
-- Key: idncase. Kept for the other steps, not published.
-- Rules: contract, section 6 and its corrections. Pending while a row of a kind that is pending while open (removal,
-- deportation, exclusion, withholding only, asylum only) is open and was entered after the last non-transfer completion,
-- or on no known day; or while an appeal that bears on the case is undecided; else by that completion and what undid it.
-- An open review of fear is "other", moved or not.
WITH
-- one row a case: its last completion that is no transfer
last_completion AS (
    SELECT *
    FROM (
        SELECT
            d.idncase,
            d.idnproceeding,
            d.completed_on,
            d.category,
            row_number() OVER (
                PARTITION BY d.idncase ORDER BY d.completed_on DESC, d.idnproceeding DESC
            ) AS place
        FROM decided AS d
        WHERE d.category <> 'transfer' AND d.idncase IS NOT NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a case with an open row that makes it pending, entered after its last completion or on no known day
open_rows AS (
    SELECT DISTINCT p.idncase
    FROM proceedings AS p
    LEFT JOIN last_completion AS c ON c.idncase = p.idncase
    WHERE p.completed_on IS NULL AND p.is_pending_while_open AND p.is_entered
        AND (
            c.idncase IS NULL
            OR p.entered_on IS NULL
            OR p.entered_on > c.completed_on
            OR (p.entered_on = c.completed_on AND p.idnproceeding > c.idnproceeding)
        )
),
-- one row a case with an undecided appeal from a judge's decision that is not in absentia
under_appeal AS (
    SELECT DISTINCT a.concerns_idncase AS idncase
    FROM appeals AS a
    LEFT JOIN order_base AS o ON o.order_id = a.order_id
    WHERE a.appeal_type = 'case_appeal' AND NOT a.is_decided AND NOT coalesce(o.is_final_at_once, false)
),
-- one row a case with a proceeding entered by the release day: whether one that is pending while open was moved
known AS (
    SELECT
        p.idncase,
        max(CASE WHEN p.completed_on IS NOT NULL AND p.is_pending_while_open THEN 1 ELSE 0 END) = 1 AS is_moved
    FROM proceedings AS p
    WHERE p.idncase IS NOT NULL AND (p.completed_on IS NOT NULL OR p.is_entered)
    GROUP BY p.idncase
),
-- one row a case of the ledger that has a state
every AS (
    SELECT idncase, is_moved FROM known
    UNION ALL
    SELECT a.idncase, false
    FROM under_appeal AS a
    LEFT JOIN known AS k ON k.idncase = a.idncase
    WHERE k.idncase IS NULL AND a.idncase IS NOT NULL
)
SELECT
    k.idncase,
    CASE
        WHEN p.idncase IS NOT NULL OR a.idncase IS NOT NULL THEN 'pending'
        WHEN c.idncase IS NULL AND k.is_moved THEN 'pending'
        WHEN c.idncase IS NULL THEN 'other'
        WHEN u.undone_by IN ('motion_granted', 'board_remanded', 'new_proceeding') THEN 'pending'
        WHEN u.undone_by = 'board_terminated' THEN 'terminated'
        WHEN u.undone_by = 'board_sustained' THEN 'other'
        WHEN c.category IN ('removal_order', 'removal_withheld') THEN 'ordered_removed'
        WHEN c.category = 'termination' THEN 'terminated'
        WHEN c.category = 'dismissal' THEN 'dismissed'
        WHEN c.category = 'administrative_closure' THEN 'administratively_closed'
        WHEN c.category IN ('voluntary_departure', 'relief') THEN c.category
        ELSE 'other'
    END AS state
FROM every AS k
LEFT JOIN open_rows AS p ON p.idncase = k.idncase
LEFT JOIN under_appeal AS a ON a.idncase = k.idncase
LEFT JOIN last_completion AS c ON c.idncase = k.idncase
LEFT JOIN undoing AS u ON u.order_id = c.idnproceeding
