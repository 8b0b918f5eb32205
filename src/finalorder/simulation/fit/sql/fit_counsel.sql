-- fit_counsel: one row a charging day, custody at first and docket: adults, those who ever had counsel, days until then.
-- Key: day, is_detained, docket. Cases filed at least three years before the release, so that who finds counsel has it.
SELECT
    days_between(DATE '1970-01-01', p.charged_on) AS day,
    p.custody <> 'N' AS is_detained,
    p.docket,
    count(*) AS n,
    sum(CASE WHEN p.represented_on IS NULL THEN 0 ELSE 1 END) AS events,
    sum(CASE WHEN p.represented_on IS NULL THEN 0 ELSE days_between(p.entered_on, p.represented_on) END) AS days
FROM fit_proceedings AS p
CROSS JOIN release_info AS r
WHERE p.is_first AND NOT p.is_child AND p.custody IS NOT NULL AND p.charged_on IS NOT NULL
    AND days_between(p.entered_on, r.release_day) >= 1096
    AND (p.represented_on IS NULL OR p.represented_on >= p.entered_on)
GROUP BY 1, 2, 3
ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST
