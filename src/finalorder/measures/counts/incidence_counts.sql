-- incidence_counts: one row a case of the removal pipeline, followed from its start to its first decision, and to its
-- first decision or administrative closure.
-- Key: idncase. Counted once for CI and CIc.
SELECT
    idncase,
    court_code,
    custody_code,
    counted_on,
    representation_day,
    days,
    cause,
    days_to_end,
    cause_of_end,
    follow_days
FROM followed
