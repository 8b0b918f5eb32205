-- ci: one row a case of the removal pipeline, followed from its start to its first decision; a closure leaves it at risk.
-- Key: idncase.
SELECT
    idncase,
    court_code,
    custody_code,
    counted_on,
    representation_day,
    days,
    cause,
    follow_days
FROM followed
