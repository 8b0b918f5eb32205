-- fit_shares: one row a plain share: how many could, and how many did.
-- Key: name. Reservations and appeals after decisions made in the person's presence; motions after them; rulings.
-- Reservations by the government alone are appealed less often (appealed_by_government), and are left out of that share.
WITH
-- one row a decision made in the person's presence
heard AS (
    SELECT
        p.*,
        p.appeal_rsvd IN ('A', 'I', 'B', 'O') AND p.appeal_rsvd IS NOT NULL AS is_reserved,
        p.appeal_rsvd IN ('A', 'B', 'O') AND p.appeal_rsvd IS NOT NULL AS is_persons,
        p.dec_code IN ('X', 'D', 'E') AS is_order,
        p.dec_code IN ('R', 'T', 'U', 'Z', 'G', 'H', 'C') AS is_favour,
        a.idnproceeding IS NOT NULL AS is_appealed,
        days_between(p.ended_on, r.release_day) AS days_since
    FROM fit_proceedings AS p
    CROSS JOIN release_info AS r
    LEFT JOIN fit_appealed AS a ON a.idnproceeding = p.idnproceeding
    WHERE p.ended_on IS NOT NULL AND p.dec_code IS NOT NULL AND p.other_comp IS NULL AND NOT p.is_absent
),
-- one row a proceeding and kind of motion: the days from its end to the first such motion
waits AS (
    SELECT p.idnproceeding, m.kind, min(days_between(p.ended_on, m.received_on)) AS days
    FROM fit_proceedings AS p
    INNER JOIN fit_motions AS m ON m.idnproceeding = p.idnproceeding
    GROUP BY p.idnproceeding, m.kind
),
-- one row a denied motion to reopen, and whether its denial was appealed
denied AS (
    SELECT
        m.idnproceeding,
        m.ruled_on,
        m.received_on,
        max(CASE WHEN days_between(m.ruled_on, a.datappealfiled) BETWEEN 1 AND 35 THEN 1 ELSE 0 END) AS did
    FROM fit_motions AS m
    CROSS JOIN release_info AS r
    LEFT JOIN release_appeals AS a ON a.idncase = m.idncase AND a.strappealtype = 'Appeal of IJ MTR'
    WHERE m.ruling = 'D' AND m.kind <> 'recalendar' AND days_between(m.ruled_on, r.release_day) >= 35
    GROUP BY m.idnproceeding, m.ruled_on, m.received_on
),
-- one row a chance and whether it was taken
chances AS (
    SELECT 'reserved_with_counsel' AS name, is_reserved AS did
    FROM heard WHERE is_order AND counsel_end AND custody <> 'D'
    UNION ALL
    SELECT 'reserved_alone', is_reserved FROM heard WHERE is_order AND NOT counsel_end AND custody <> 'D'
    UNION ALL
    SELECT 'reserved_detained', is_reserved FROM heard WHERE is_order AND custody = 'D'
    UNION ALL
    SELECT 'reserved_departure', is_reserved FROM heard WHERE dec_code = 'V'
    UNION ALL
    SELECT 'reserved_favour', is_reserved FROM heard WHERE is_favour
    UNION ALL
    SELECT 'appealed_reserved', is_appealed FROM heard WHERE is_persons AND custody = 'N' AND days_since >= 45
    UNION ALL
    SELECT 'appealed_unreserved', is_appealed
    FROM heard WHERE is_order AND counsel_end AND custody = 'N' AND NOT is_reserved AND days_since >= 45
    UNION ALL
    SELECT 'other_reopening', coalesce(w.days <= 728, false)
    FROM heard AS h
    LEFT JOIN waits AS w ON w.idnproceeding = h.idnproceeding AND w.kind = 'other'
    WHERE (h.is_order OR h.dec_code = 'V') AND NOT h.is_appealed AND h.days_since >= 728
    UNION ALL
    SELECT 'recalendared', coalesce(w.days <= 1820, false)
    FROM fit_proceedings AS p
    CROSS JOIN release_info AS r
    LEFT JOIN waits AS w ON w.idnproceeding = p.idnproceeding AND w.kind = 'recalendar'
    WHERE p.other_comp IS NOT NULL AND NOT p.is_moved AND days_between(p.ended_on, r.release_day) >= 1820
    UNION ALL
    SELECT 'absent_grant', ruling = 'G' FROM fit_motions WHERE kind = 'absent' AND ruling IS NOT NULL
    UNION ALL
    SELECT 'other_grant', ruling = 'G' FROM fit_motions WHERE kind = 'other' AND of_order AND ruling IS NOT NULL
    UNION ALL
    SELECT 'motion_appeal', did = 1 FROM denied
)
SELECT name, count(*) AS n, sum(CASE WHEN did THEN 1 ELSE 0 END) AS events
FROM chances
GROUP BY name
ORDER BY name NULLS LAST
