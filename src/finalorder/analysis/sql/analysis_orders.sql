-- analysis_orders: one row an order of removal, withheld removal, or voluntary departure, ready for a regression.
-- Key: order_id. Order: idncase, ordered_on, order_id. The choices are argued in docs/analysis.md.
-- What is of the order's own day (court, custody, representation, hearings up to it) is dated; what comes from the case
-- table (nationality, language, family, age) is the release's present value. An order of a case that the case table
-- lacks keeps its row, with those columns empty.
WITH
-- one row an order with a hearing of its case held by its day
before_order AS (
    SELECT
        o.order_id,
        count(*) AS hearings,
        CAST(sum(CASE WHEN h.is_absence THEN 1 ELSE 0 END) AS BIGINT) AS missed
    FROM orders AS o
    INNER JOIN analysis_held AS h ON h.idncase = o.idncase AND h.scheduled_on <= o.ordered_on
    GROUP BY o.order_id
),
-- one row an order made at a hearing of its proceeding: the notice of that hearing
at_order AS (
    SELECT o.order_id, min(h.lead_days) AS lead_days
    FROM orders AS o
    INNER JOIN analysis_held AS h
        ON h.idnproceeding = o.order_id AND h.scheduled_on = o.ordered_on AND h.idncase = o.idncase
    GROUP BY o.order_id
),
-- one row an order: the age of its case in whole months, from the month of birth
aged AS (
    SELECT
        o.order_id,
        CAST((year(o.ordered_on) - year(p.birth_month)) * 12 + month(o.ordered_on) - month(p.birth_month) AS BIGINT)
            AS months
    FROM orders AS o
    INNER JOIN analysis_people AS p ON p.idncase = o.idncase
)
SELECT
    o.order_id, o.idncase, p.family_id, p.family_size, p.is_rider,
    o.ordered_on, fiscal_year(o.ordered_on) AS fiscal_year, o.order_class, o.is_in_absentia, o.is_initial,
    o.court_code, o.city, coalesce(t.docket, 'unknown') AS docket, t.state AS court_state,
    o.custody_code, k.is_detained = 'yes' AS is_detained,
    p.case_type, p.nationality_code, p.language_code, p.priority_code, p.family_docket, p.came_alone, p.state_code,
    g.months AS age_months, g.months < a.months AS is_child,
    p.entered_on, p.charged_on, days_between(p.charged_on, o.ordered_on) AS days_from_charge,
    h.scheduled_on AS first_hearing_on, h.lead_days AS first_hearing_lead_days,
    h.is_absence AS is_first_hearing_missed,
    coalesce(b.hearings, 0) AS hearings, coalesce(b.missed, 0) AS hearings_missed,
    l.lead_days AS order_hearing_lead_days,
    o.was_represented,
    CASE WHEN h.idncase IS NOT NULL THEN coalesce(p.first_represented_on <= h.scheduled_on, false) END
        AS was_represented_first,
    CASE WHEN o.was_represented THEN days_between(p.first_represented_on, o.ordered_on) END AS days_represented,
    o.appeal_reserved_by, o.appeal_id IS NOT NULL AS is_appealed,
    o.appealed_on, o.appeal_decided_on, o.appeal_decision_code,
    o.final_on, o.final_on_latest, o.final_basis, o.final_on IS NOT NULL AS is_final,
    o.undone_on, o.undone_by, o.undone_on IS NOT NULL AS is_undone,
    days_between(o.ordered_on, coalesce(o.undone_on, r.release_day)) AS days_followed,
    coalesce(p.standing_order_id = o.order_id, false) AS is_standing
FROM orders AS o
CROSS JOIN release_info AS r
INNER JOIN registry_ages AS a ON a.name = 'adult'
LEFT JOIN analysis_people AS p ON p.idncase = o.idncase
LEFT JOIN aged AS g ON g.order_id = o.order_id
LEFT JOIN analysis_held AS h ON h.idncase = o.idncase AND h.place = 1 AND h.scheduled_on <= o.ordered_on
LEFT JOIN before_order AS b ON b.order_id = o.order_id
LEFT JOIN at_order AS l ON l.order_id = o.order_id
LEFT JOIN registry_cities AS t ON t.court_code = o.court_code
LEFT JOIN registry_custody AS k ON k.code = o.custody_code
ORDER BY o.idncase NULLS LAST, o.ordered_on NULLS LAST, o.order_id NULLS LAST
