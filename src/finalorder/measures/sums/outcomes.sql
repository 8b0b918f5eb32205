-- outcomes: one row a kind of initial completion and what was decided, with their number, from the count of decisions.
-- Key: none. split: what was decided; an order in absentia is a kind of its own.
SELECT n.*, n.denominator AS hits
FROM decision_counts AS n
