-- absence_by_notice: one row a kind of hearing and its days of notice, with their number, from the cube of notice days.
-- Key: none. In the numerator: missed, which that cube counts too. split: days between entry and hearing, in bands; each
-- number of days is looked up once.
WITH
-- one row a number of days that hearings had
known_days AS (
    SELECT DISTINCT days FROM cube_notice_days
),
-- one row such a number: its band
bands AS (
    SELECT k.days, b.level
    FROM known_days AS k
    INNER JOIN registry_bands AS b
        ON b.split = 'absence_by_notice' AND k.days BETWEEN b.first_day AND b.last_day
)
SELECT
    n.kind_id,
    n.court_code,
    n.year_of,
    n.represented,
    n.custody,
    b.level AS split,
    n.numerator AS hits,
    n.denominator
FROM cube_notice_days AS n
LEFT JOIN bands AS b ON b.days = n.days
