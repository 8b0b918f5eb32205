-- fit_kinds: one row a day of ends, custody, counsel, docket and kind of end, of removal cases and not in absentia.
-- Key: day, is_detained, counsel, docket, kind.
SELECT
    days_between(DATE '1970-01-01', ended_on) AS day,
    custody = 'D' AS is_detained,
    counsel_end AS counsel,
    docket,
    CASE
        WHEN other_comp = 'A' THEN 'closed'
        WHEN dec_code = 'X' THEN 'removal'
        WHEN dec_code = 'R' THEN 'relief'
        WHEN dec_code = 'V' THEN 'voluntary_departure'
        WHEN dec_code = 'T' THEN 'terminated'
        ELSE 'dismissed'
    END AS kind,
    count(*) AS n
FROM fit_proceedings
WHERE case_type = 'RMV' AND NOT is_absent AND ended_on IS NOT NULL AND custody IS NOT NULL
    AND (other_comp = 'A' OR (other_comp IS NULL AND dec_code IN ('X', 'R', 'V', 'T', 'U')))
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST, 4 NULLS LAST, 5 NULLS LAST
