-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, section 10. Where no date of entry is recorded the charging date stands in for it.
SELECT
    s.idncase,
    s.order_id,
    coalesce(s.entered_on, s.charged_on) IS NULL AS no_date,
    NOT coalesce(s.entered_on, s.charged_on) BETWEEN a.recent_since AND a.as_of AS earlier,
    s.is_certain AND s.entered_on IS NOT NULL AS is_certain,
    CASE WHEN s.entered_on IS NULL THEN 'charging date' ELSE 'date of entry' END AS evidence
FROM standing AS s
CROSS JOIN asked AS a
