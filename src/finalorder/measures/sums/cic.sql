-- cic: one row a kind of case followed to its first decision or administrative closure, with their number, from the
-- count of cases followed.
-- Key: none.
SELECT
    n.kind_id,
    n.court_code,
    n.year_of,
    n.represented,
    n.custody,
    n.days_to_end AS days,
    n.cause_of_end AS cause,
    n.follow_days,
    0 AS hits,
    n.denominator
FROM incidence_counts AS n
