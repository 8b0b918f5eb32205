-- m9: one row a kind of initial completion and what was decided, with their number, from the count of decisions.
-- Key: none. Of cases never detained or released by then. In the numerator: an order of removal in absentia.
SELECT n.*, CASE WHEN n.split = 'removal_in_absentia' THEN n.denominator ELSE 0 END AS hits
FROM decision_counts AS n
INNER JOIN registry_custody AS x ON x.code = n.custody AND x.is_detained = 'no'
