-- fit_hazards: one row a docket, custody, counsel and time since charging: days at risk, and first ends by kind.
-- Key: docket, is_detained, counsel, band. The first proceeding of each case, at risk from its entry to its end or to the
-- release day; counsel as it stood when the band began. Bands are given in fit_bands (days since charging).
WITH
-- one row a first proceeding: when it is at risk, and how it ended
lives AS (
    SELECT
        p.docket,
        p.custody <> 'N' AS is_detained,
        p.charged_on,
        p.represented_on,
        days_between(p.charged_on, p.entered_on) AS since,
        days_between(p.charged_on, coalesce(p.ended_on, r.release_day)) AS until,
        CASE
            WHEN p.ended_on IS NULL THEN 'open'
            WHEN p.is_absent THEN 'in_absentia'
            WHEN p.is_moved THEN 'moved'
            WHEN p.other_comp IS NOT NULL THEN 'closed'
            WHEN p.dec_code IN ('X', 'D', 'E') THEN 'removal'
            WHEN p.dec_code = 'V' THEN 'voluntary_departure'
            WHEN p.dec_code IN ('T', 'U') THEN 'ended_without_order'
            WHEN p.dec_code = 'R' THEN 'relief'
            ELSE 'other'
        END AS kind
    FROM fit_proceedings AS p
    CROSS JOIN release_info AS r
    WHERE p.is_first AND p.charged_on <= p.entered_on AND p.custody IS NOT NULL
),
-- one row a first proceeding and band that it reaches
stays AS (
    SELECT
        l.docket,
        l.is_detained,
        coalesce(days_between(l.charged_on, l.represented_on) <= b.from_day, false) AS counsel,
        b.band,
        least(l.until, b.to_day) - greatest(l.since, b.from_day) AS days,
        CASE WHEN l.until < b.to_day THEN l.kind ELSE 'open' END AS kind
    FROM lives AS l
    INNER JOIN fit_bands AS b ON l.until >= b.from_day AND l.since < b.to_day
)
SELECT docket, is_detained, counsel, band, kind, count(*) AS n, sum(days) AS days
FROM stays
GROUP BY docket, is_detained, counsel, band, kind
ORDER BY docket NULLS LAST, is_detained NULLS LAST, counsel NULLS LAST, band NULLS LAST, kind NULLS LAST
