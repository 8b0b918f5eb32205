-- fit_first: one row a day of first hearings, docket, counsel and notice: hearings, and orders in absentia made that day.
-- Key: day, docket, counsel, short_notice, long_notice. People never detained, the first proceeding of a case, transferred ones
-- included; short notice: less than 30 days from entry to hearing, long: a year or more.
SELECT
    days_between(DATE '1970-01-01', p.first_hearing_on) AS day,
    p.docket,
    p.counsel_first AS counsel,
    days_between(p.entered_on, p.first_hearing_on) < 30 AS short_notice,
    days_between(p.entered_on, p.first_hearing_on) >= 365 AS long_notice,
    count(*) AS n,
    sum(CASE WHEN p.is_missed THEN 1 ELSE 0 END) AS events
FROM fit_proceedings AS p
CROSS JOIN release_info AS r
WHERE p.is_first AND p.custody = 'N' AND p.entered_on <= p.first_hearing_on AND p.first_hearing_on <= r.release_day
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST, 4 NULLS LAST, 5 NULLS LAST
