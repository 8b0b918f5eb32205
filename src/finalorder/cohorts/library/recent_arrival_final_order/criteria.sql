-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, section 10. Where no date of entry is recorded the charging date stands in for it.
SELECT
    s.idncase,
    s.order_id,
    coalesce(k.entered_on, k.charged_on) IS NULL AS no_date,
    NOT coalesce(k.entered_on, k.charged_on) BETWEEN a.recent_since AND a.as_of AS earlier,
    s.is_certain AND k.entered_on IS NOT NULL AS is_certain,
    CASE WHEN k.entered_on IS NULL THEN 'charging date' ELSE 'date of entry' END AS evidence
FROM standing AS s
CROSS JOIN asked AS a
LEFT JOIN cases AS k ON k.idncase = s.idncase
