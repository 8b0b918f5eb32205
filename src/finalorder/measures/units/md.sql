-- md: one row a completed proceeding of any kind: decisions, closures, transfers, reviews.
-- Key: idnproceeding. In the numerator: ABSENTIA is Y, whatever was decided. Dashboards count so; a case that moved counts
-- once for each court that it left.
SELECT
    p.idncase,
    p.court_code,
    p.custody_code,
    p.completed_on AS counted_on,
    p.completed_on AS representation_day,
    coalesce(p.absentia = 'Y', false) AS in_numerator
FROM proceedings AS p
CROSS JOIN asked AS a
WHERE p.completed_on <= a.as_of
