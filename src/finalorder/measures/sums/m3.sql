-- m3: one row a kind of case of a fiscal year and its way, with their number: first decided, or closed.
-- Key: none. In the numerator: some order in absentia was issued by the end of the year.
SELECT n.*, n.numerator AS hits
FROM matter_counts AS n
WHERE n.how <> 'pending' AND n.is_first
