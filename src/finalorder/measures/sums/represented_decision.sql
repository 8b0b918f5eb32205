-- represented_decision: one row a kind of initial completion, with their number, from the cube of outcomes.
-- Key: none. A listed case is of a kind. In the numerator: represented by the decision, by which outcomes are counted.
SELECT n.*, CASE WHEN n.represented = 'yes' THEN n.denominator ELSE 0 END AS hits
FROM cube_outcomes AS n
WHERE n.kind_id IS NOT NULL
