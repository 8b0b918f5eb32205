-- ci: one row a kind of case followed to its first decision, with their number, from the count of cases followed.
-- Key: none. A closure leaves a case at risk.
SELECT n.*, 0 AS hits
FROM incidence_counts AS n
