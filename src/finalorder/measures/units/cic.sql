-- cic: one row a case of the removal pipeline, followed from its start to its first decision or administrative closure.
-- Key: idncase.
SELECT
    idncase,
    court_code,
    custody_code,
    counted_on,
    representation_day,
    days_to_end AS days,
    cause_of_end AS cause,
    follow_days
FROM followed
