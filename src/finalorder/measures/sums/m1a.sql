-- m1a: one row a kind of initial completion and what was decided, with their number, from the count of decisions.
-- Key: none. Of removal cases (RMV). In the numerator: an order of removal in absentia.
SELECT n.*, CASE WHEN n.split = 'removal_in_absentia' THEN n.denominator ELSE 0 END AS hits
FROM decision_counts AS n
WHERE n.is_removal_case
