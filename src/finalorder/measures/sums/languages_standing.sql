-- languages_standing: one row a kind of standing order, with their number, from their cube.
-- Key: none. split: the language recorded for the case, at present; cases of a kind have the same.
SELECT
    n.kind_id,
    n.court_code,
    n.year_of,
    n.represented,
    n.custody,
    coalesce(k.language, 'unknown') AS split,
    n.denominator AS hits,
    n.denominator
FROM cube_orders_standing AS n
LEFT JOIN case_kinds AS k ON k.kind_id = n.kind_id
