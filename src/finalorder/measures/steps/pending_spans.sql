-- pending_spans: one row a span of days on which a case was pending: from from_on, until the day before until_on.
-- Key: none; spans of a case may overlap. Rules: contract, section 6, state "pending", for every day and not only for
-- the release day. rank: 1 an open row, 2 an order undone, 3 an appeal undecided, 4 moved and not yet entered anew. A
-- row without a day of entry counts from its charging document; an appeal without a day of filing from the decision,
-- else from the beginning of the records.
WITH
-- one row a completion that ends a case's being pending
ends AS (
    SELECT idncase, idnproceeding, completed_on
    FROM completions
    WHERE category <> 'transfer' AND idncase IS NOT NULL
),
-- one row a proceeding of the removal pipeline, and the first such completion after its entry
open_rows AS (
    SELECT
        p.idncase,
        p.idnproceeding,
        coalesce(p.entered_on, p.charged_on) AS from_on,
        p.completed_on,
        p.court_code,
        p.custody_code,
        min(e.completed_on) AS ended_on
    FROM proceedings AS p
    LEFT JOIN ends AS e
        ON e.idncase = p.idncase AND (
            p.entered_on IS NULL OR e.completed_on > p.entered_on
            OR (e.completed_on = p.entered_on AND e.idnproceeding > p.idnproceeding)
        )
    WHERE p.idncase IS NOT NULL AND p.case_kind = 'removal'
    GROUP BY p.idncase, p.idnproceeding, p.entered_on, p.charged_on, p.completed_on, p.court_code, p.custody_code
),
-- one row an order undone so that its case is open again, and the next completion of the case
reopened AS (
    SELECT o.idncase, o.order_id, o.undone_on, o.court_code, o.custody_code, min(e.completed_on) AS ended_on
    FROM orders AS o
    LEFT JOIN ends AS e
        ON e.idncase = o.idncase AND (
            e.completed_on > o.ordered_on OR (e.completed_on = o.ordered_on AND e.idnproceeding > o.order_id)
        )
    WHERE o.idncase IS NOT NULL AND o.undone_by IN ('motion_granted', 'board_remanded', 'new_proceeding')
    GROUP BY o.idncase, o.order_id, o.undone_on, o.court_code, o.custody_code
),
-- one row an appeal from a decision, while the Board has not decided it
appealed AS (
    SELECT
        a.concerns_idncase AS idncase,
        a.idnappeal,
        coalesce(a.filed_on, c.completed_on, y.first_on) AS from_on,
        CASE WHEN a.is_decided THEN a.decision_on END AS until_on,
        c.court_code,
        c.custody_code
    FROM appeals AS a
    INNER JOIN registry_spans AS y ON y.name = 'board_records'
    LEFT JOIN order_base AS o ON o.order_id = a.order_id
    LEFT JOIN completions AS c ON c.idnproceeding = coalesce(a.order_id, a.idnproceeding)
    WHERE a.appeal_type = 'case_appeal' AND NOT coalesce(o.is_final_at_once, false)
        AND a.concerns_idncase IS NOT NULL
),
-- one row a case that was moved: from the first move until a completion that is none
moved AS (
    SELECT c.idncase, min(c.completed_on) AS from_on, min(c.court_code) AS court_code, min(c.custody_code) AS custody_code
    FROM completions AS c
    WHERE c.category = 'transfer' AND c.idncase IS NOT NULL
    GROUP BY c.idncase
),
-- one row a case with such a completion: the first
first_ends AS (
    SELECT idncase, min(completed_on) AS ended_on
    FROM ends
    GROUP BY idncase
),
-- one row a span of any sort
spans AS (
    SELECT
        idncase, 1 AS rank, idnproceeding AS row_id, from_on, least(completed_on, ended_on) AS until_on, court_code, custody_code
    FROM open_rows
    UNION ALL
    SELECT idncase, 2, order_id, undone_on, ended_on, court_code, custody_code FROM reopened
    UNION ALL
    SELECT idncase, 3, idnappeal, from_on, until_on, court_code, custody_code FROM appealed
    UNION ALL
    SELECT m.idncase, 4, 0, m.from_on, f.ended_on, m.court_code, m.custody_code
    FROM moved AS m
    LEFT JOIN first_ends AS f ON f.idncase = m.idncase
)
SELECT * FROM spans WHERE from_on IS NOT NULL AND (until_on IS NULL OR until_on > from_on)
