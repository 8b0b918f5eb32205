-- unit_keys: one row a unit of a method with what it is counted by.
-- Key: none. Year, custody and representation are those of the unit: of counted_on, of its custody, of a lawyer by
-- lawyer_by. A unit without a listed case is of no kind. cluster is the lead case of a family, else the case.
SELECT
    u.*,
    k.kind_id,
    coalesce(k.cluster, u.idncase) AS cluster,
    CAST(year(u.counted_on) AS BIGINT) + CASE WHEN month(u.counted_on) >= 10 THEN 1 ELSE 0 END AS year_of,
    CASE WHEN u.custody_code IN ('N', 'R', 'D') THEN u.custody_code ELSE 'unknown' END AS custody,
    CASE WHEN k.first_represented_on <= u.lawyer_by THEN 'yes' ELSE 'no' END AS represented
FROM units AS u
LEFT JOIN case_keys AS k ON k.idncase = u.idncase
