-- pending_now: one row a case of the case table that was pending on the day asked.
-- Key: idncase. Kept for the methods.
WITH
-- one row a span that covers the day, the strongest evidence first
covering AS (
    SELECT
        s.*,
        row_number() OVER (PARTITION BY s.idncase ORDER BY s.rank NULLS LAST, s.from_on DESC, s.row_id DESC) AS place
    FROM pending_spans AS s
    CROSS JOIN asked AS a
    WHERE s.from_on <= a.as_of AND (s.until_on IS NULL OR s.until_on > a.as_of)
)
SELECT c.idncase, c.court_code, c.custody_code, k.charged_on, a.as_of
FROM covering AS c
INNER JOIN cases AS k ON k.idncase = c.idncase
CROSS JOIN asked AS a
WHERE c.place = 1
