-- family_docket: one row a share of a family docket, by method: the same cases, counted in the ways in print.
-- Key: measure, method. squares, products and bases are sums over lead cases, for an interval that knows of families.
-- M4: cases ever ordered in absentia by the day / all cases of the docket charged by it, pending ones included,
-- whatever the custody. M5i, M5ii: missed the first / any hearing held, of cases with one. M7a, M7b: as the methods of
-- that name.
WITH
-- one row a case of the docket: whether an order in absentia was entered by the day
of_all AS (
    SELECT k.idncase, max(CASE WHEN c.is_in_absentia AND c.completed_on <= a.as_of THEN 1 ELSE 0 END) AS hit
    FROM cases AS k
    CROSS JOIN asked AS a
    LEFT JOIN completions AS c ON c.idncase = k.idncase
    GROUP BY k.idncase
),
-- one row a unit of a share
every_unit AS (
    SELECT 'in_absentia' AS measure, 'M4' AS method, 'cases' AS unit, idncase, hit FROM of_all
    UNION ALL
    SELECT 'appearance_missed', 'M5i', 'cases', idncase, CASE WHEN in_numerator THEN 0 ELSE 1 END FROM units_m5i
    UNION ALL
    SELECT 'appearance_missed', 'M5ii', 'cases', idncase, CASE WHEN in_numerator THEN 0 ELSE 1 END FROM units_m5ii
    UNION ALL
    SELECT 'in_absentia', 'M7a', 'orders', idncase, CASE WHEN in_numerator THEN 1 ELSE 0 END FROM units_m7a
    UNION ALL
    SELECT 'in_absentia', 'M7b', 'cases', idncase, CASE WHEN in_numerator THEN 1 ELSE 0 END FROM units_m7b
),
-- one row a share and a family
families AS (
    SELECT u.measure, u.method, u.unit, coalesce(k.lead_idncase, k.idncase) AS cluster, sum(u.hit) AS hits, count(*) AS n
    FROM every_unit AS u
    INNER JOIN cases AS k ON k.idncase = u.idncase
    GROUP BY u.measure, u.method, u.unit, coalesce(k.lead_idncase, k.idncase)
),
-- one row a share there can be
named AS (
    SELECT 'in_absentia' AS measure, 'M4' AS method, 'cases' AS unit
    UNION ALL SELECT 'in_absentia', 'M7a', 'orders'
    UNION ALL SELECT 'in_absentia', 'M7b', 'cases'
    UNION ALL SELECT 'appearance_missed', 'M5i', 'cases'
    UNION ALL SELECT 'appearance_missed', 'M5ii', 'cases'
)
SELECT
    s.measure,
    s.method,
    s.unit,
    CAST(coalesce(sum(f.hits), 0) AS BIGINT) AS numerator,
    CAST(coalesce(sum(f.n), 0) AS BIGINT) AS denominator,
    CAST(coalesce(sum(f.hits * f.hits), 0) AS BIGINT) AS squares,
    CAST(coalesce(sum(f.hits * f.n), 0) AS BIGINT) AS products,
    CAST(coalesce(sum(f.n * f.n), 0) AS BIGINT) AS bases,
    count(f.cluster) AS clusters
FROM named AS s
LEFT JOIN families AS f ON f.measure = s.measure AND f.method = s.method
GROUP BY s.measure, s.method, s.unit
ORDER BY s.measure NULLS LAST, s.method NULLS LAST
