-- fit_absent: one row a day of orders in absentia and counsel: orders, and those with a motion to reopen in 26 weeks.
-- Key: day, counsel. Orders entered at least 26 weeks before the release.
WITH
-- one row an order in absentia with a motion within 26 weeks
moved AS (
    SELECT DISTINCT p.idnproceeding
    FROM fit_proceedings AS p
    INNER JOIN fit_motions AS m ON m.idnproceeding = p.idnproceeding
    WHERE m.kind = 'absent' AND days_between(p.ended_on, m.received_on) <= 182
)
SELECT
    days_between(DATE '1970-01-01', p.ended_on) AS day,
    p.counsel_end AS counsel,
    count(*) AS n,
    count(m.idnproceeding) AS events
FROM fit_proceedings AS p
CROSS JOIN release_info AS r
LEFT JOIN moved AS m ON m.idnproceeding = p.idnproceeding
WHERE p.is_absent AND days_between(p.ended_on, r.release_day) >= 182
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2 NULLS LAST
