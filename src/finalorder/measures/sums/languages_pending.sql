-- languages_pending: one row a kind of pending case, with their number, from the cube of the backlog.
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
FROM cube_backlog AS n
LEFT JOIN case_kinds AS k ON k.kind_id = n.kind_id
