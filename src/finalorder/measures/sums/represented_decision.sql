-- represented_decision: one row a kind of initial completion, with their number, from the count of decisions.
-- Key: none. A listed case is of a kind. In the numerator: represented by the decision, by which decisions are counted.
SELECT n.*, CASE WHEN n.represented = 'yes' THEN n.denominator ELSE 0 END AS hits
FROM decision_counts AS n
WHERE n.kind_id IS NOT NULL
