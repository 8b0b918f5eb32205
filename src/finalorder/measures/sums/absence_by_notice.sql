-- absence_by_notice: one row a kind of hearing and its days of notice, with their number, from the cube of notice days.
-- Key: none. In the numerator: missed, which that cube counts too. split: days between entry and hearing, in bands.
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
LEFT JOIN registry_bands AS b
    ON b.split = 'absence_by_notice' AND n.days BETWEEN b.first_day AND b.last_day
