-- fit_moves: one row a day of entry: first proceedings of people never detained, and those that moved to another court.
-- Key: day. Entered at least four years before the release, so that whoever moves has moved; first hearings missed are
-- left out.
SELECT
    days_between(DATE '1970-01-01', p.entered_on) AS day,
    count(*) AS n,
    sum(CASE WHEN p.is_moved THEN 1 ELSE 0 END) AS events
FROM fit_proceedings AS p
CROSS JOIN release_info AS r
WHERE p.is_first AND p.custody = 'N' AND p.first_hearing_on IS NOT NULL AND NOT p.is_missed
    AND days_between(p.entered_on, r.release_day) >= 1461
GROUP BY 1
ORDER BY 1 NULLS LAST
