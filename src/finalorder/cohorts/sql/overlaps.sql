-- overlaps: one row a user's cohort, another group and a place: how many cases only one of the two has.
-- Key: own, cohort, place, city. place is headline or detained courts of a city asked, all of them (city empty), or the
-- nation. For the disclosure gate, never for a reader: what is nearly the same set must not be subtracted.
WITH
-- one row a case and a group
grouped AS (
    SELECT idncase, cohort FROM members
    UNION ALL
    SELECT DISTINCT idncase, 'any_cohort' FROM members WHERE NOT is_own
),
-- one row a user's cohort and another group
pairs AS (
    SELECT a.cohort AS own, b.cohort
    FROM (SELECT DISTINCT cohort FROM members WHERE is_own) AS a
    INNER JOIN (SELECT DISTINCT cohort FROM grouped) AS b ON b.cohort <> a.cohort
),
-- one row a pair and a case that is in one of the two or both
either AS (
    SELECT p.own, p.cohort, g.idncase, max(CASE WHEN g.cohort = p.own THEN 1 ELSE 0 END) AS in_own,
        max(CASE WHEN g.cohort = p.cohort THEN 1 ELSE 0 END) AS in_other
    FROM pairs AS p
    INNER JOIN grouped AS g ON g.cohort = p.own OR g.cohort = p.cohort
    GROUP BY p.own, p.cohort, g.idncase
),
-- one row a pair, a case and a place where it is counted
placed AS (
    SELECT e.*, 'nation' AS place, '' AS city FROM either AS e
    UNION ALL
    SELECT e.*, CASE WHEN s.docket = 'detained' THEN 'detained' ELSE 'headline' END, s.city
    FROM either AS e
    INNER JOIN standing AS s ON s.idncase = e.idncase
    INNER JOIN asked_cities AS c ON c.city = s.city
    UNION ALL
    SELECT e.*, CASE WHEN s.docket = 'detained' THEN 'detained' ELSE 'headline' END, ''
    FROM either AS e
    INNER JOIN standing AS s ON s.idncase = e.idncase
    INNER JOIN asked_cities AS c ON c.city = s.city
)
SELECT
    own,
    cohort,
    place,
    city,
    CAST(sum(in_own * (1 - in_other)) AS BIGINT) AS only_own,
    CAST(sum(in_other * (1 - in_own)) AS BIGINT) AS only_other
FROM placed
GROUP BY own, cohort, place, city
ORDER BY own NULLS LAST, cohort NULLS LAST, place NULLS LAST, city NULLS LAST
