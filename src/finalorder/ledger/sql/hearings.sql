-- hearings: one row a row of the court's schedule.
-- Key: idnschedule. Order: idncase, scheduled_on, idnschedule.
-- Rules: contract, section 6. The kind is that of the schedule type (the court's own calendar types: master includes
-- fear-review masters and asylum-officer conferences), a bond record is about custody. The outcome is read from the
-- adjournment code first (8A and 8B decided, 11 no-show, the codes for moved and vacated hearings not held), then from
-- the medium (H: no hearing held). A hearing after the release day is upcoming. An absence is a no-show, or the hearing
-- of the day on which an order in absentia was entered.
WITH
-- one row a proceeding decided in absentia, with that day
absences AS (
    SELECT idnproceeding, completed_on
    FROM decided
    WHERE is_in_absentia AND idnproceeding IS NOT NULL
),
-- one row a hearing, decoded
decoded AS (
    SELECT
        h.*,
        CASE
            WHEN h.rec_type = 'B' THEN 'custody'
            ELSE coalesce(t.kind, c.kind, 'other')
        END AS kind,
        CASE
            WHEN h.adj_date > r.release_day THEN 'upcoming'
            WHEN a.outcome IS NOT NULL AND a.outcome <> 'adjourned' THEN a.outcome
            WHEN upper(h.adj_medium) = 'H' THEN 'not_held'
            WHEN h.adj_rsn IS NOT NULL THEN 'adjourned'
            ELSE 'unknown'
        END AS outcome
    FROM release_hearings_raw AS h
    CROSS JOIN release_info AS r
    LEFT JOIN registry_adjournments AS a ON a.code = h.adj_rsn
    LEFT JOIN registry_schedule_types AS t ON t.code = h.schedule_type
    LEFT JOIN registry_calendar_types AS c ON c.code = h.cal_type
)
SELECT
    h.idnschedule,
    h.idnproceeding,
    h.idncase,
    h.base_city_code AS court_code,
    h.hearing_loc_code AS hearing_location_code,
    h.input_date AS entered_on,
    h.adj_date AS scheduled_on,
    days_between(h.input_date, h.adj_date) AS lead_days,
    h.kind,
    h.adj_medium AS medium,
    h.outcome,
    h.outcome = 'no_show' OR x.idnproceeding IS NOT NULL AS is_absence,
    h.adj_rsn AS adjournment_code,
    h.notice_code
FROM decoded AS h
LEFT JOIN absences AS x ON x.idnproceeding = h.idnproceeding AND x.completed_on = h.adj_date
ORDER BY h.idncase NULLS LAST, h.adj_date NULLS LAST, h.idnschedule NULLS LAST
