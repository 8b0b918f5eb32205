-- standing_ways: one row a count of cases with a standing order, by city and by how the order came about: the first
-- letter, the first hearing, the order; the notice of the hearing at which it was made; notices coded as trouble; with a
-- lawyer or without. Headline courts only.
-- Key: measure, city (empty: all cities asked), by_1, level_1. Zeros are rows too. value counts possible members; low
-- and high are given where the certain ones are fewer.
-- A hearing is one held by the day of the order, as M5 has it: not about custody, its medium not H, not moved or
-- vacated. Its notice is the time from the entry of the schedule row to the hearing: the court records no mailing and no
-- receipt. Under 10 days is the line of 8 USC 1229(b)(1) for a first hearing. flow: letter of the first hearing in time
-- or not (not: under 10 days, or no hearing recorded), then in absence at the first hearing (or with none recorded), at
-- a later one, or in court.
-- notice_trouble: as far as coded, the first that applies: returned, no address given (registry: notice_trouble), or
-- adjournment code 10 (sent or served incorrectly), on any schedule row by the day asked. Most trouble is never coded.
-- Reads standing, hearings, registry_notice_trouble, asked_cities, asked_ways (by_1, level_1), asked, stamp.
WITH
-- one row a case of the cities asked
asked_cases AS (
    SELECT s.*
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
    WHERE s.docket <> 'detained'
),
-- one row a hearing held by the day of the order
held AS (
    SELECT
        s.idncase,
        h.lead_days,
        h.is_absence,
        h.idnproceeding = s.order_id AND h.scheduled_on = s.ordered_on AS is_last,
        row_number() OVER (
            PARTITION BY s.idncase ORDER BY h.scheduled_on NULLS LAST, h.idnschedule NULLS LAST
        ) AS place
    FROM asked_cases AS s
    INNER JOIN hearings AS h ON h.idncase = s.idncase
    WHERE h.scheduled_on <= s.ordered_on AND h.kind <> 'custody' AND h.outcome <> 'not_held'
        AND coalesce(upper(h.medium), '') <> 'H'
),
-- one row a case with a hearing: the notice of its first, whether that was missed, the notice of the one of the order
noticed AS (
    SELECT
        idncase,
        min(CASE WHEN place = 1 THEN lead_days END) AS first_lead,
        max(CASE WHEN place = 1 AND is_absence THEN 1 ELSE 0 END) = 1 AS is_first_missed,
        min(CASE WHEN is_last THEN lead_days END) AS last_lead
    FROM held
    GROUP BY idncase
),
-- one row a schedule row entered by the day asked that is coded as trouble
coded AS (
    SELECT h.idncase, t.rank
    FROM hearings AS h
    INNER JOIN registry_notice_trouble AS t ON t.code = h.notice_code
    CROSS JOIN asked AS a
    WHERE t.field = 'notice' AND h.entered_on <= a.as_of
    UNION ALL
    SELECT h.idncase, t.rank
    FROM hearings AS h
    INNER JOIN registry_notice_trouble AS t ON t.code = h.adjournment_code
    CROSS JOIN asked AS a
    WHERE t.field = 'adjournment' AND h.entered_on <= a.as_of
),
-- one row a case with trouble: the kind that counts
trouble AS (
    SELECT c.idncase, min(c.rank) AS rank
    FROM coded AS c
    INNER JOIN asked_cases AS s ON s.idncase = c.idncase
    GROUP BY c.idncase
),
-- one row a rank of trouble: its kind
kinds AS (
    SELECT rank, min(kind) AS kind FROM registry_notice_trouble GROUP BY rank
),
-- one row a case: letter, hearing, order
described AS (
    SELECT
        s.idncase,
        s.city,
        s.is_any_certain,
        s.is_in_absentia,
        s.was_represented,
        n.last_lead,
        coalesce(k.kind, 'none') AS trouble,
        CASE WHEN n.first_lead >= 10 THEN 'in_time' ELSE 'short' END AS letter,
        CASE
            WHEN s.is_in_absentia AND coalesce(n.is_first_missed, true) THEN 'missed_first'
            WHEN s.is_in_absentia THEN 'missed_later'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') THEN 'in_court_no_appeal'
            ELSE 'in_court_after_appeal'
        END AS way
    FROM asked_cases AS s
    LEFT JOIN noticed AS n ON n.idncase = s.idncase
    LEFT JOIN trouble AS t ON t.idncase = s.idncase
    LEFT JOIN kinds AS k ON k.rank = t.rank
),
-- one row a case and a split
split AS (
    SELECT
        d.city,
        v.by_1,
        d.is_any_certain,
        CASE v.by_1
            WHEN 'flow' THEN d.letter || '.' || d.way
            WHEN 'first_letter' THEN d.letter
            WHEN 'first_hearing' THEN CASE WHEN d.is_in_absentia THEN d.way ELSE 'in_court' END
            WHEN 'notice_trouble' THEN d.trouble
            WHEN 'lawyer_and_absence' THEN
                CASE WHEN d.was_represented THEN 'lawyer' ELSE 'no_lawyer' END
                || CASE WHEN d.is_in_absentia THEN '.in_absence' ELSE '.in_court' END
            WHEN 'notice_lead' THEN
                CASE
                    WHEN NOT d.is_in_absentia THEN 'in_court'
                    WHEN d.last_lead IS NULL THEN 'not_recorded'
                    WHEN d.last_lead < 10 THEN 'under_10'
                    WHEN d.last_lead < 30 THEN '10_to_29'
                    WHEN d.last_lead < 90 THEN '30_to_89'
                    ELSE '90_or_more'
                END
        END AS level_1
    FROM described AS d
    CROSS JOIN (SELECT DISTINCT by_1 FROM asked_ways) AS v
),
-- one row a count that is not zero
counted AS (
    SELECT city, by_1, level_1, count(*) AS value, sum(CASE WHEN is_any_certain THEN 1 ELSE 0 END) AS low
    FROM split
    GROUP BY city, by_1, level_1
),
-- one row a count asked for, with its number
cells AS (
    SELECT c.city, w.by_1, w.level_1, coalesce(n.value, 0) AS value, coalesce(n.low, 0) AS low
    FROM asked_cities AS c
    CROSS JOIN asked_ways AS w
    LEFT JOIN counted AS n ON n.city = c.city AND n.by_1 = w.by_1 AND n.level_1 = w.level_1
),
-- one row a count, the cities' total (city empty) among them
with_totals AS (
    SELECT * FROM cells
    UNION ALL
    SELECT '', by_1, level_1, sum(value), sum(low) FROM cells GROUP BY by_1, level_1
)
SELECT
    'standing_orders' AS measure,
    t.city,
    'all' AS cohort,
    t.by_1,
    t.level_1,
    'removal' AS order_class,
    s.operation,
    s.as_of,
    s.release,
    s.simulated,
    'cases' AS unit,
    CAST(t.value AS BIGINT) AS numerator,
    CAST(t.value AS BIGINT) AS value,
    CASE WHEN t.low < t.value THEN CAST(t.low AS BIGINT) END AS low,
    CASE WHEN t.low < t.value THEN CAST(t.value AS BIGINT) END AS high,
    s.source
FROM with_totals AS t
CROSS JOIN stamp AS s
ORDER BY t.city NULLS LAST, t.by_1 NULLS LAST, t.level_1 NULLS LAST
