-- undoing: one row an undone order: by what and when it was first undone.
-- Key: order_id. Kept for the other steps, not published.
-- Rules: contract, section 5. Candidates on or after the order's day: a granted motion, a Board decision, a new
-- proceeding; the earliest counts. A motion or Board decision near a reopening row (registry_windows) is the same event
-- and gives it name and date. A motion names an order, else it concerns the case's latest order by its decision date.
WITH
-- one row a case, an order that a motion names or none, and a day on which such motions that undo were granted
granted AS (
    SELECT DISTINCT m.idncase, m.comp_date AS happened_on, o.order_id AS named_order
    FROM release_motions AS m
    INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.undoes_if_granted = 'yes'
    CROSS JOIN release_info AS r
    LEFT JOIN order_base AS o ON o.order_id = m.idnproceeding
    WHERE m.dec = 'G' AND m.comp_date <= r.release_day
),
-- one row such a grant and the order it undoes: the one it names, else the latest of its case by that day
motion_orders AS (
    SELECT named_order AS order_id, happened_on
    FROM granted
    WHERE named_order IS NOT NULL
    UNION ALL
    SELECT order_id, happened_on
    FROM (
        SELECT
            o.order_id,
            g.happened_on,
            row_number() OVER (
                PARTITION BY g.idncase, g.happened_on ORDER BY o.ordered_on DESC, o.order_id DESC
            ) AS place
        FROM granted AS g
        INNER JOIN order_base AS o ON o.idncase = g.idncase
        WHERE g.named_order IS NULL AND o.ordered_on <= g.happened_on
    ) AS ranked
    WHERE place = 1
),
-- one row a Board decision that undoes an order, under the name of what it does
board AS (
    SELECT
        order_id,
        decision_on AS happened_on,
        CASE WHEN appeal_type = 'board_motion' THEN 'motion_granted' ELSE undone_by END AS undone_by
    FROM appeals
    WHERE is_decided AND order_id IS NOT NULL
        AND CASE
            WHEN appeal_type = 'board_motion' THEN decision_code = 'GRN'
            WHEN appeal_type = 'motion_appeal' THEN undone_by IS NOT NULL AND coalesce(filed_by, '') <> 'I'
            WHEN appeal_type = 'case_appeal' THEN
                undone_by IS NOT NULL AND NOT (undone_by = 'board_sustained' AND coalesce(filed_by, '') = 'I')
            ELSE undone_by IS NOT NULL
        END
),
-- one row a proceeding that reopens a case: entered after an order of the same case, and no continuation of it
reopening AS (
    SELECT o.order_id, p.entered_on AS happened_on
    FROM order_base AS o
    INNER JOIN proceedings AS p ON p.idncase = o.idncase AND p.idnproceeding <> o.order_id
    CROSS JOIN release_info AS r
    LEFT JOIN registry_decisions AS t
        ON t.category = 'transfer' AND t.decision_type = 'O' AND t.code = p.other_comp AND t.case_type = '*'
    WHERE p.case_kind = 'removal'
        AND (p.entered_on > o.ordered_on OR (p.entered_on = o.ordered_on AND p.idnproceeding > o.order_id))
        AND p.entered_on <= r.release_day
        AND t.code IS NULL
        AND p.trans_in_date IS NULL
),
-- one row a decision that undoes: motions and the Board, on or after the order; of one day motions come first
decisions AS (
    SELECT
        d.order_id,
        d.happened_on,
        d.undone_by,
        CASE d.undone_by
            WHEN 'motion_granted' THEN 1 WHEN 'board_remanded' THEN 2 WHEN 'board_sustained' THEN 3 ELSE 4
        END AS precedence
    FROM (
        SELECT order_id, happened_on, 'motion_granted' AS undone_by FROM motion_orders
        UNION ALL
        SELECT order_id, happened_on, undone_by FROM board
    ) AS d
    INNER JOIN order_base AS o ON o.order_id = d.order_id
    WHERE d.happened_on >= o.ordered_on
),
-- one row an order reopened by a new proceeding: the first such day
first_reopening AS (
    SELECT order_id, min(happened_on) AS reopened_on
    FROM reopening
    GROUP BY order_id
),
-- one row an order and a decision: whether it is the same event as the first reopening row
events AS (
    SELECT
        d.order_id,
        d.happened_on,
        d.undone_by,
        d.precedence,
        false AS is_reopening,
        CASE
            WHEN f.reopened_on IS NOT NULL AND d.happened_on BETWEEN f.reopened_on - w.days AND f.reopened_on + w.days
            THEN least(f.reopened_on, d.happened_on)
            ELSE d.happened_on
        END AS sorts_on
    FROM decisions AS d
    INNER JOIN registry_windows AS w ON w.name = 'same_reopening'
    LEFT JOIN first_reopening AS f ON f.order_id = d.order_id
    UNION ALL
    SELECT order_id, reopened_on, 'new_proceeding', 9, true, reopened_on FROM first_reopening
)
SELECT order_id, happened_on AS undone_on, undone_by
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY order_id
            ORDER BY sorts_on NULLS LAST, is_reopening NULLS LAST,
                happened_on NULLS LAST, precedence NULLS LAST
        ) AS place
    FROM events
) AS ranked
WHERE place = 1
