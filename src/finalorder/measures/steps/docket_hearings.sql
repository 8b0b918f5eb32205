-- docket_hearings: one row a hearing of the cases kept.
-- Key: idnschedule.
SELECT t.*
FROM every_hearings AS t
INNER JOIN cases AS k ON k.idncase = t.idncase
ORDER BY t.idnschedule NULLS LAST
