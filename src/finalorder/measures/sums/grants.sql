-- grants: one row a kind of initial completion and what was decided, with their number, from the count of decisions.
-- Key: none. In the numerator: relief was granted.
SELECT n.*, CASE WHEN n.split = 'relief' THEN n.denominator ELSE 0 END AS hits
FROM decision_counts AS n
