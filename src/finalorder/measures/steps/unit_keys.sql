-- unit_keys: one row a unit of a method with what it is counted by.
-- Key: none. Year, custody and representation are those of the unit: of counted_on, of its custody, of a lawyer by
-- lawyer_by. A unit without a listed case is of no kind. cluster is the lead case of a family, else the case.
SELECT
    u.*,
    k.kind_id,
    coalesce(k.cluster, u.idncase) AS cluster,
    fiscal_year(u.counted_on) AS year_of,
    coalesce(x.code, 'unknown') AS custody,
    CASE WHEN k.first_represented_on <= u.lawyer_by THEN 'yes' ELSE 'no' END AS represented
FROM units AS u
LEFT JOIN case_keys AS k ON k.idncase = u.idncase
LEFT JOIN registry_custody AS x ON x.code = u.custody_code
