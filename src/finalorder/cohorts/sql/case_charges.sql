-- case_charges: one row a case with charges of removability: what their grounds say.
-- Key: idncase. The grounds are read by registry/codes/charges.csv; a charge is undated, so they are those of the release.
-- entry_manner: the one manner of entry that they name, several, or none; NULL where no ground is one of the list.
-- has_criminal_ground: NULL where none is criminal and one is not of the list.
SELECT
    c.idncase,
    CASE
        WHEN min(k.entry_manner) <> max(k.entry_manner) THEN 'several'
        WHEN count(k.code) > 0 THEN coalesce(min(k.entry_manner), 'none')
    END AS entry_manner,
    CASE
        WHEN max(CASE WHEN k.is_criminal = 'yes' THEN 1 ELSE 0 END) = 1 THEN true
        WHEN min(CASE WHEN k.is_criminal = 'no' THEN 1 ELSE 0 END) = 1 THEN false
    END AS has_criminal_ground
FROM release_charges AS c
LEFT JOIN registry_charges AS k ON k.code = trim(c.charge)
WHERE c.idncase IS NOT NULL AND c.charge IS NOT NULL
GROUP BY c.idncase
ORDER BY c.idncase NULLS LAST
