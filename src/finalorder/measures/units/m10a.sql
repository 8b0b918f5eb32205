-- m10a: one row an initial completion of a case with an application for asylum received by then.
-- Key: idnproceeding. In the numerator: not decided in absentia. An application without a day of receipt counts.
WITH
-- one row a case with an application for asylum: when the first came
asylum AS (
    SELECT
        idncase,
        min(appl_recd_date) AS received_on,
        max(CASE WHEN appl_recd_date IS NULL THEN 1 ELSE 0 END) = 1 AS is_any_undated
    FROM release_applications
    WHERE appl_code = 'ASYL' AND idncase IS NOT NULL
    GROUP BY idncase
)
SELECT
    c.idncase,
    c.court_code,
    c.custody_code,
    c.completed_on AS counted_on,
    c.completed_on AS representation_day,
    NOT c.is_in_absentia AS in_numerator
FROM completed AS c
INNER JOIN asylum AS s ON s.idncase = c.idncase AND (s.is_any_undated OR s.received_on <= c.completed_on)
WHERE c.is_initial
