-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, section 10: juvenile code 3 or 4 ever, or priority UC (6 USC 279(g)(2) is a status at a moment, not a
-- label). Only month and year of birth are released: the last and the first day of the month bound the day.
WITH
-- one row a case with evidence of having come alone
came_alone AS (
    SELECT idncase, min(evidence) AS evidence
    FROM (
        SELECT j.idncase, 'juvenile code 3 or 4' AS evidence
        FROM release_juveniles AS j
        INNER JOIN registry_juveniles AS k ON k.number = CAST(j.idnjuvenile AS STRING) AND k.came_alone = 'yes'
        UNION ALL
        SELECT p.idncase, 'priority UC'
        FROM release_priorities AS p
        INNER JOIN registry_priorities AS k ON k.code = p.casepriority_code AND k.came_alone = 'yes'
        UNION ALL
        SELECT c.idncase, 'priority UC'
        FROM cases AS c
        INNER JOIN registry_priorities AS k ON k.code = c.priority_code AND k.came_alone = 'yes'
    ) AS found
    GROUP BY idncase
),
-- one row a standing order: whether its case came alone, and whole months from the month of birth to the month asked
aged AS (
    SELECT
        s.idncase,
        s.order_id,
        s.is_certain,
        c.evidence,
        s.birth_month,
        (year(a.as_of) - year(s.birth_month)) * 12 + month(a.as_of) - month(s.birth_month) AS months,
        g.months AS adult_months,
        a.as_of = last_day(a.as_of) AS is_month_end
    FROM standing AS s
    LEFT JOIN came_alone AS c ON c.idncase = s.idncase
    CROSS JOIN asked AS a
    INNER JOIN registry_ages AS g ON g.name = 'adult'
)
SELECT
    idncase,
    order_id,
    evidence IS NULL AS not_alone,
    birth_month IS NOT NULL AND months < adult_months AS not_yet_18,
    is_certain AND coalesce(months > adult_months OR (months = adult_months AND is_month_end), false) AS is_certain,
    CASE WHEN birth_month IS NULL THEN evidence || '; birth month unknown' ELSE evidence END AS evidence
FROM aged
