-- days_to_first_hearing: one row a kind of case and its days, with their number, from the count of first hearings.
-- Key: none. Of cases charged before it. days: from the first charging document to the first hearing held.
SELECT n.*, 0 AS hits
FROM first_hearing_counts AS n
WHERE n.days IS NOT NULL
