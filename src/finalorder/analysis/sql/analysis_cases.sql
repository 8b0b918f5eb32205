-- analysis_cases: one row a case, ready for a regression: first hearing, representation, first decision, orders, state.
-- Key: idncase. Order: idncase. The choices are argued in docs/analysis.md.
-- The first decision is the case's first dispositive completion, and what is known by its day is dated; court, custody,
-- nationality, language, family, age and state are the release's present values.
WITH
-- one row a case with a hearing held
heard AS (
    SELECT
        idncase,
        count(*) AS hearings,
        CAST(sum(CASE WHEN is_absence THEN 1 ELSE 0 END) AS BIGINT) AS missed
    FROM analysis_held
    GROUP BY idncase
),
-- one row a case with a completion
completed AS (
    SELECT idncase, count(*) AS completions FROM completions WHERE idncase IS NOT NULL GROUP BY idncase
),
-- one row a decided case: its first dispositive completion
decisions AS (
    SELECT idncase, completed_on, category, is_in_absentia, custody_code
    FROM completions
    WHERE is_initial AND idncase IS NOT NULL
),
-- one row a case with an order
ordered AS (
    SELECT
        idncase,
        count(*) AS orders,
        CAST(sum(CASE WHEN order_class = 'removal' THEN 1 ELSE 0 END) AS BIGINT) AS removal_orders,
        min(ordered_on) AS first_ordered_on,
        max(CASE WHEN is_in_absentia THEN 1 ELSE 0 END) = 1 AS was_in_absentia,
        max(CASE WHEN appeal_id IS NOT NULL THEN 1 ELSE 0 END) = 1 AS was_appealed,
        max(CASE WHEN undone_on IS NOT NULL THEN 1 ELSE 0 END) = 1 AS was_undone
    FROM orders
    WHERE idncase IS NOT NULL
    GROUP BY idncase
)
SELECT
    c.idncase, p.family_id, p.family_size, p.is_rider,
    c.case_type, c.charged_on, fiscal_year(c.charged_on) AS fiscal_year,
    c.court_code, c.city, coalesce(t.docket, 'unknown') AS docket, t.state AS court_state,
    c.custody_code, c.nationality_code, c.language_code, c.priority_code, c.family_docket, c.family_docket_on,
    p.came_alone, c.state_code, c.entered_on,
    CAST((year(c.charged_on) - year(c.birth_month)) * 12 + month(c.charged_on) - month(c.birth_month) AS BIGINT)
        AS age_months,
    h.scheduled_on AS first_hearing_on, h.lead_days AS first_hearing_lead_days,
    h.is_absence AS is_first_hearing_missed,
    coalesce(n.hearings, 0) AS hearings, coalesce(n.missed, 0) AS hearings_missed,
    c.first_represented_on, c.first_represented_on IS NOT NULL AS is_represented,
    CASE WHEN h.idncase IS NOT NULL THEN coalesce(c.first_represented_on <= h.scheduled_on, false) END
        AS was_represented_first,
    d.completed_on AS decided_on, d.category AS decision, d.is_in_absentia, d.custody_code AS decision_custody_code,
    CASE WHEN d.idncase IS NOT NULL THEN coalesce(c.first_represented_on <= d.completed_on, false) END
        AS was_represented_decision,
    days_between(c.charged_on, coalesce(d.completed_on, r.release_day)) AS days_to_decision,
    d.idncase IS NOT NULL AS is_decided, coalesce(m.completions, 0) AS completions, c.state,
    coalesce(o.orders, 0) AS orders, coalesce(o.removal_orders, 0) AS removal_orders, o.first_ordered_on,
    coalesce(o.was_in_absentia, false) AS was_in_absentia, coalesce(o.was_appealed, false) AS was_appealed,
    coalesce(o.was_undone, false) AS was_undone, c.standing_order_id IS NOT NULL AS has_standing_order,
    s.ordered_on AS standing_ordered_on, s.final_on AS standing_final_on
FROM cases AS c
CROSS JOIN release_info AS r
LEFT JOIN analysis_people AS p ON p.idncase = c.idncase
LEFT JOIN analysis_held AS h ON h.idncase = c.idncase AND h.place = 1
LEFT JOIN heard AS n ON n.idncase = c.idncase
LEFT JOIN completed AS m ON m.idncase = c.idncase
LEFT JOIN decisions AS d ON d.idncase = c.idncase
LEFT JOIN ordered AS o ON o.idncase = c.idncase
LEFT JOIN orders AS s ON s.order_id = c.standing_order_id
LEFT JOIN registry_cities AS t ON t.court_code = c.court_code
ORDER BY c.idncase NULLS LAST
