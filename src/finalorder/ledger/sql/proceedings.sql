-- proceedings: one row a proceeding of the release, with the few facts that the ledger needs of it.
-- Key: idnproceeding. Kept for the other steps, not published.
-- Rules: the day of entry is INPUT_DATE; where it is blank, the earliest entry of a hearing of the proceeding, else the
-- first hearing set for it (contract, section 5). A key that repeats is taken once (the completed row first) and noted. Completions and entries after the release day have not happened.
WITH
-- one row a proceeding with hearings: when the first of them was entered
first_scheduling AS (
    SELECT idnproceeding, min(input_date) AS scheduled_entry_on
    FROM release_hearings_raw
    WHERE input_date IS NOT NULL
    GROUP BY idnproceeding
),
-- one row a proceeding of the release; a repeated key once
single AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY idnproceeding ORDER BY comp_date NULLS LAST, input_date NULLS LAST, idncase NULLS LAST
            ) AS place
        FROM release_proceedings
    ) AS ranked
    WHERE place = 1 OR idnproceeding IS NULL
),
-- one row a proceeding: the fields used, the day it was entered
entered AS (
    SELECT
        p.idnproceeding,
        p.idncase,
        p.case_type,
        p.base_city_code AS court_code,
        p.hearing_loc_code AS hearing_location_code,
        p.osc_date AS charged_on,
        p.input_date,
        coalesce(p.input_date, s.scheduled_entry_on, p.hearing_date) AS entered_on,
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
)
SELECT * FROM entered
