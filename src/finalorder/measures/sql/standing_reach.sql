-- standing_reach: one row a count of cases with a standing order that is not zero, by city and by the month in which the
-- deadline to ask for rescission, or for reopening, closes; and by language. Non-detained courts only.
-- Key: measure, city, cohort, by_1, level_1; standing_margins adds zeros and totals.
-- rescission_closes: none (made in court), closed, or the month of the last day; reopening_closes: closed, or the month.
-- language: that recorded for the case at present, the common ones (LANGUAGES in reach.py) and other.
WITH
-- one row a case of the cities asked, with its language's level
asked_cases AS (
    SELECT
        c.place AS city,
        s.is_any_certain,
        s.rescind_deadline_on,
        s.reopen_deadline_on,
        coalesce(r.level_1, 'other') AS language
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
    LEFT JOIN asked_reach AS r ON r.by_1 = 'language' AND r.level_1 = s.language_code
    WHERE s.docket <> 'detained'
),
-- one row a case, a split and the level it is in
split AS (
    SELECT a.city, a.is_any_certain, r.by_1, r.level_1
    FROM asked_cases AS a
    INNER JOIN asked_reach AS r
        ON r.by_1 = 'rescission_closes' AND a.rescind_deadline_on BETWEEN r.first_on AND r.last_on
    UNION ALL
    SELECT city, is_any_certain, 'rescission_closes', 'none' FROM asked_cases WHERE rescind_deadline_on IS NULL
    UNION ALL
    SELECT a.city, a.is_any_certain, r.by_1, r.level_1
    FROM asked_cases AS a
    INNER JOIN asked_reach AS r
        ON r.by_1 = 'reopening_closes' AND a.reopen_deadline_on BETWEEN r.first_on AND r.last_on
    UNION ALL
    SELECT city, is_any_certain, 'reopening_closes', 'closed' FROM asked_cases WHERE reopen_deadline_on IS NULL
    UNION ALL
    SELECT city, is_any_certain, 'language', language FROM asked_cases
)
SELECT
    'standing_orders' AS measure,
    city,
    'all' AS cohort,
    by_1,
    level_1,
    count(*) AS value,
    sum(CASE WHEN is_any_certain THEN 1 ELSE 0 END) AS low
FROM split
GROUP BY city, by_1, level_1
