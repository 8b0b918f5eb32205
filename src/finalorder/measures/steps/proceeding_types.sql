-- proceeding_types: one row a proceeding with a key, and the type of case that it was.
-- Key: idnproceeding. Prepared by the build.
SELECT idnproceeding, case_type
FROM proceedings
WHERE idnproceeding IS NOT NULL
ORDER BY idnproceeding NULLS LAST
