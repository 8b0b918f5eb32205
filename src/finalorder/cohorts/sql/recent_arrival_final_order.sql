-- recent_arrival_final_order: one row a case that entered within 36 months before the day asked, with a standing order.
-- Key: idncase. Rules: contract, section 10. Where no date of entry is recorded the charging date stands in for it.
SELECT
    s.idncase,
    s.order_id,
    s.is_certain AND k.entered_on IS NOT NULL AS lower,
    true AS upper,
    CASE WHEN k.entered_on IS NULL THEN 'charging date' ELSE 'date of entry' END AS evidence
FROM standing AS s
INNER JOIN cases AS k ON k.idncase = s.idncase
CROSS JOIN asked AS a
WHERE coalesce(k.entered_on, k.charged_on) BETWEEN a.recent_since AND a.as_of
