-- standing_families: one row a count of families with a standing order that is not zero, by city and group. A family
-- (removal_orders) counts once, whoever of it has the order.
-- Key: measure, city, cohort, by_1, level_1; standing_margins adds zeros and totals. A family with orders in two cities
-- counts in that of its lead case, or of its first case by number if the lead has no such order, whatever group or city is
-- asked. Detained courts are left out. Lead and rider are the release's present values.
WITH
-- one row a family of which a case is in a city asked
asked_families AS (
    SELECT DISTINCT s.family
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
    WHERE s.docket <> 'detained' AND s.family IS NOT NULL
),
-- one row a case of such a family, whatever its city
of_families AS (
    SELECT s.idncase, s.city, s.is_any_certain, s.family
    FROM standing AS s
    INNER JOIN asked_families AS f ON f.family = s.family
    WHERE s.city IS NOT NULL AND s.docket <> 'detained'
),
-- one row such a case and a group of members that it belongs to
groups_of_families AS (
    SELECT m.idncase, m.cohort, m.lower, m.is_own
    FROM members AS m
    INNER JOIN of_families AS f ON f.idncase = m.idncase
),
-- one row a case and a group it belongs to
grouped AS (
    SELECT idncase, cohort, lower FROM groups_of_families
    UNION ALL
    SELECT idncase, 'any_cohort', max(CASE WHEN lower THEN 1 ELSE 0 END) = 1
    FROM groups_of_families
    WHERE NOT is_own
    GROUP BY idncase
    UNION ALL
    SELECT idncase, 'all', is_any_certain FROM of_families
),
-- one row a case of a family: its place among them, the lead first
in_order AS (
    SELECT
        family,
        city,
        row_number() OVER (
            PARTITION BY family ORDER BY CASE WHEN idncase = family THEN 0 ELSE 1 END NULLS LAST, idncase NULLS LAST
        ) AS place
    FROM of_families
),
-- one row a family and a group: the city it counts in
families AS (
    SELECT g.cohort, f.family, o.city, max(CASE WHEN g.lower THEN 1 ELSE 0 END) AS is_certain
    FROM of_families AS f
    INNER JOIN grouped AS g ON g.idncase = f.idncase
    INNER JOIN in_order AS o ON o.family = f.family AND o.place = 1
    GROUP BY g.cohort, f.family, o.city
)
SELECT
    'standing_families' AS measure,
    c.place AS city,
    f.cohort,
    '' AS by_1,
    '' AS level_1,
    count(*) AS value,
    sum(f.is_certain) AS low
FROM families AS f
INNER JOIN asked_cities AS c ON c.city = f.city
GROUP BY c.place, f.cohort
