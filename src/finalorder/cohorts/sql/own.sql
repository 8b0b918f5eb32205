-- own: one row a case of a user's cohort: its standing order meets every condition of the file.
-- Key: idncase.
SELECT s.idncase, s.order_id, s.is_certain AS lower, true AS upper, 'conditions of the file' AS evidence
FROM standing AS s
INNER JOIN met AS m ON m.unit_id = s.idncase
