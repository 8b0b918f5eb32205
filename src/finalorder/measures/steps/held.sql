-- held: one row a hearing held by the day asked, with its place among those of its case.
-- Key: idnschedule. Not kept: a day of hearings_held.
SELECT h.*
FROM hearings_held AS h
CROSS JOIN asked AS a
WHERE h.scheduled_on <= a.as_of
