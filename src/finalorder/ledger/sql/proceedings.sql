-- proceedings: one row a proceeding of the release, with the few facts that the ledger needs of it.
-- Key: idnproceeding. Kept for the other steps, not published.
-- Rules: the day of entry is INPUT_DATE; where it is blank, the earliest entry of a hearing of the proceeding, else the
-- first hearing set for it (contract, section 5). A key that repeats is taken once (the completed row first) and noted.
-- Completions after the release day have not happened. A hearing ahead is no entry after the release: is_entered is false
-- only where a recorded entry is. placed_on says when the case came to this court: a transfer's day before a hearing's.
WITH
-- one row a proceeding without a date of entry that has hearings: when the first of them was entered
first_scheduling AS (
    SELECT h.idnproceeding, min(h.input_date) AS scheduled_entry_on
    FROM release_hearings_raw AS h
    INNER JOIN (
        SELECT DISTINCT idnproceeding FROM release_proceedings WHERE input_date IS NULL
    ) AS p ON p.idnproceeding = h.idnproceeding
    WHERE h.input_date IS NOT NULL
    GROUP BY h.idnproceeding
),
-- one row a key that several rows have
repeated AS (
    SELECT idnproceeding
    FROM release_proceedings
    WHERE idnproceeding IS NOT NULL
    GROUP BY idnproceeding
    HAVING count(*) > 1
),
-- one row such a key: the row completed first, then the one entered first
chosen AS (
    SELECT *
    FROM (
        SELECT
            p.*,
            row_number() OVER (
                PARTITION BY p.idnproceeding
                ORDER BY p.comp_date NULLS LAST, p.input_date NULLS LAST, p.idncase NULLS LAST, p.case_type NULLS LAST,
                    p.dec_code NULLS LAST, p.other_comp NULLS LAST, p.absentia NULLS LAST, p.osc_date NULLS LAST,
                    p.base_city_code NULLS LAST, p.custody NULLS LAST, p.appeal_rsvd NULLS LAST,
                    p.date_appeal_due_status NULLS LAST, p.trans_in_date NULLS LAST, p.hearing_date NULLS LAST,
                    p.hearing_loc_code NULLS LAST
            ) AS place
        FROM release_proceedings AS p
        INNER JOIN repeated AS d ON d.idnproceeding = p.idnproceeding
    ) AS ranked
    WHERE place = 1
),
-- one row a proceeding of the release; a repeated key once
single AS (
    SELECT p.*, 1 AS place
    FROM release_proceedings AS p
    LEFT JOIN repeated AS d ON d.idnproceeding = p.idnproceeding
    WHERE d.idnproceeding IS NULL
    UNION ALL
    SELECT * FROM chosen
),
-- one row a proceeding: the fields used, the day it was entered
entered AS (
    SELECT
        p.idnproceeding,
        p.idncase,
        p.case_type,
        coalesce(k.kind, 'other') AS case_kind,
        coalesce(k.is_pending_while_open = 'yes', false) AS is_pending_while_open,
        p.base_city_code AS court_code,
        p.hearing_loc_code AS hearing_location_code,
        p.osc_date AS charged_on,
        p.input_date,
        p.hearing_date,
        coalesce(p.input_date, s.scheduled_entry_on, p.hearing_date) AS entered_on,
        coalesce(p.input_date, s.scheduled_entry_on) AS recorded_entry_on,
        coalesce(p.input_date, s.scheduled_entry_on, p.trans_in_date, p.hearing_date) AS placed_on,
        coalesce(coalesce(p.input_date, s.scheduled_entry_on) <= r.release_day, true) AS is_entered,
        CASE WHEN p.comp_date <= r.release_day THEN p.comp_date END AS completed_on,
        p.comp_date,
        p.dec_code,
        p.other_comp,
        p.absentia,
        p.custody AS custody_code,
        p.appeal_rsvd AS appeal_reserved_by,
        p.date_appeal_due_status AS recorded_due_on,
        p.trans_in_date
    FROM single AS p
    CROSS JOIN release_info AS r
    LEFT JOIN first_scheduling AS s ON s.idnproceeding = p.idnproceeding
    LEFT JOIN registry_case_types AS k ON k.code = p.case_type
)
SELECT * FROM entered
