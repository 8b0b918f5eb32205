-- fit_later: one row a day of decisions after the first hearing, docket and counsel: decisions, and those in absentia.
-- Key: day, docket, counsel. People never detained; closures count as decisions, transfers do not.
SELECT
    days_between(DATE '1970-01-01', ended_on) AS day,
    docket,
    counsel_end AS counsel,
    count(*) AS n,
    sum(CASE WHEN is_absent THEN 1 ELSE 0 END) AS events
FROM fit_proceedings
WHERE custody = 'N' AND ended_on IS NOT NULL AND first_hearing_on IS NOT NULL AND NOT is_moved AND NOT is_missed
GROUP BY 1, 2, 3
ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST
