-- fit_pace: one row a day, court and docket: people who began to wait for a decision, and those who got one.
-- Key: day, court, docket. People never detained, first proceedings entered at least four years before the release, not missed
-- at the first hearing and not moved: by then whoever moves has moved. The wait begins 20 days after the first hearing.
WITH
-- one row a person who waits or waited
waiting AS (
    SELECT p.docket, p.court, p.first_hearing_on, p.ended_on
    FROM fit_proceedings AS p
    CROSS JOIN release_info AS r
    WHERE p.is_first AND p.custody = 'N' AND NOT p.is_moved AND NOT p.is_missed
        AND p.first_hearing_on IS NOT NULL AND days_between(p.entered_on, r.release_day) >= 1461
),
-- one row a beginning or an end
marks AS (
    SELECT days_between(DATE '1970-01-01', first_hearing_on) + 20 AS day, court, docket, 1 AS started, 0 AS ended
    FROM waiting
    UNION ALL
    SELECT days_between(DATE '1970-01-01', ended_on), court, docket, 0, 1
    FROM waiting
    WHERE ended_on IS NOT NULL
)
SELECT day, court, docket, sum(started) AS started, sum(ended) AS ended
FROM marks
GROUP BY day, court, docket
ORDER BY day NULLS LAST, court NULLS LAST, docket NULLS LAST
