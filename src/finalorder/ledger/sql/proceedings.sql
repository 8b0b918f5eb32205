-- proceedings: one row a proceeding of the release, with the few facts that the ledger needs of it.
-- Key: idnproceeding. Kept for the other steps, not published.
-- Rules: the day of entry is INPUT_DATE; where it is blank, the earliest entry of a hearing of the proceeding, else the
-- first hearing set for it (contract, section 5). A key that repeats is taken once (the completed row
-- first) and noted. Completions and entries after the release day have not happened.
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
-- one row a proceeding of the release; a repeated key once
single AS (
    SELECT *
    FROM (
        SELECT
            idnproceeding,
            idncase,
            case_type,
            base_city_code,
            hearing_loc_code,
            osc_date,
            input_date,
            hearing_date,
            comp_date,
            dec_code,
            other_comp,
            absentia,
            custody,
            appeal_rsvd,
            date_appeal_due_status,
            trans_in_date,
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
