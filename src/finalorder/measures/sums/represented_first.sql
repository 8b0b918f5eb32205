-- represented_first: one row a kind of case with a hearing held, with their number, from the count of first hearings.
-- Key: none. In the numerator: represented by the first hearing held, by which they are counted.
SELECT n.*, CASE WHEN n.represented = 'yes' THEN n.denominator ELSE 0 END AS hits
FROM first_hearing_counts AS n
