-- pending_spans: one row a span of days on which a case was pending: from from_on, until the day before until_on.
-- Key: none; spans of a case may overlap. Prepared by the build. Rules: contract, section 6 and its corrections, state "pending", for every day
-- and not only for the release day. rank: 1 an open row, 2 an order undone, 3 an appeal undecided, 4 moved and not yet
-- entered anew. A row that nothing says when it was entered (a hearing ahead does not) counts, while it is open, from the
-- case's last completion, else from its charging document, else from the release day; an appeal without a day of filing
-- from the decision, else from the beginning of the records.
WITH
-- one row a completion that ends a case's being pending
ends AS (
    SELECT idncase, idnproceeding, completed_on
    FROM completions
    WHERE category <> 'transfer' AND idncase IS NOT NULL
),
-- one row a case with such a completion: the first and the last
case_ends AS (
    SELECT idncase, min(completed_on) AS first_on, max(completed_on) AS last_on
    FROM ends
    GROUP BY idncase
),
-- one row a proceeding that is pending while open: whether the day of its entry is known, and the ends of its case
rows_of_cases AS (
    SELECT
        p.idncase,
        p.idnproceeding,
        p.entered_on,
        p.charged_on,
        p.completed_on,
        p.court_code,
        p.custody_code,
        p.entered_on IS NULL OR (p.recorded_entry_on IS NULL AND p.entered_on > r.release_day) AS is_undated,
        r.release_day,
        e.first_on AS first_ended_on,
        e.last_on AS last_ended_on
    FROM proceedings AS p
    CROSS JOIN release_info AS r
    LEFT JOIN case_ends AS e ON e.idncase = p.idncase
    WHERE p.idncase IS NOT NULL AND p.is_pending_while_open
),
-- one row a proceeding entered between the ends of its case, and the first completion after its entry
ended_later AS (
    SELECT p.idncase, p.idnproceeding, p.entered_on, min(e.completed_on) AS ended_on
    FROM rows_of_cases AS p
    INNER JOIN ends AS e
        ON e.idncase = p.idncase AND (
            e.completed_on > p.entered_on OR (e.completed_on = p.entered_on AND e.idnproceeding > p.idnproceeding)
        )
    WHERE NOT p.is_undated AND p.entered_on BETWEEN p.first_ended_on AND p.last_ended_on
    GROUP BY p.idncase, p.idnproceeding, p.entered_on
),
-- one row such a proceeding, the first completion after its entry, and the last of the case
ended_rows AS (
    SELECT
        p.*,
        CASE
            WHEN p.is_undated OR p.entered_on < p.first_ended_on THEN p.first_ended_on ELSE l.ended_on
        END AS ended_on
    FROM rows_of_cases AS p
    LEFT JOIN ended_later AS l
        ON l.idncase = p.idncase AND l.entered_on = p.entered_on AND l.idnproceeding IS NOT DISTINCT FROM p.idnproceeding
),
-- one row such a proceeding and the days from and until which it makes its case pending
open_rows AS (
    SELECT
        idncase,
        idnproceeding,
        CASE
            WHEN NOT is_undated THEN entered_on
            WHEN completed_on IS NULL THEN coalesce(last_ended_on, charged_on, release_day)
            ELSE charged_on
        END AS from_on,
        CASE WHEN NOT is_undated OR completed_on IS NOT NULL THEN least(completed_on, ended_on) END AS until_on,
        court_code,
        custody_code
    FROM ended_rows
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
-- one row a case of which a row that is pending while open was moved: from the first move until a completion that is none
moved AS (
    SELECT c.idncase, min(c.completed_on) AS from_on, min(c.court_code) AS court_code, min(c.custody_code) AS custody_code
    FROM decided AS c
    WHERE c.category = 'transfer' AND c.idncase IS NOT NULL AND c.is_pending_while_open
    GROUP BY c.idncase
),
-- one row a span of any sort
spans AS (
    SELECT
        idncase, 1 AS rank, idnproceeding AS row_id, from_on, until_on, court_code, custody_code
    FROM open_rows
    UNION ALL
    SELECT idncase, 2, order_id, undone_on, ended_on, court_code, custody_code FROM reopened
    UNION ALL
    SELECT idncase, 3, idnappeal, from_on, until_on, court_code, custody_code FROM appealed
    UNION ALL
    SELECT m.idncase, 4, 0, m.from_on, f.first_on, m.court_code, m.custody_code
    FROM moved AS m
    LEFT JOIN case_ends AS f ON f.idncase = m.idncase
)
SELECT * FROM spans WHERE from_on IS NOT NULL AND (until_on IS NULL OR until_on > from_on)
ORDER BY
    idncase NULLS LAST, rank NULLS LAST, row_id NULLS LAST, from_on NULLS LAST, until_on NULLS LAST,
    court_code NULLS LAST, custody_code NULLS LAST
