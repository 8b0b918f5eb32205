-- standing_ways: one row a count of cases with a standing order that is not zero, by city and by how the order came
-- about: the first notice, the first hearing, the order; the notice of the hearing at which it was made; notices coded as
-- trouble; represented or not. Non-detained courts only.
-- Key: measure, city, cohort, by_1, level_1; standing_margins adds zeros and totals.
-- The bands of notice are those of registry/bands.csv (8 USC 1229(b)(1)). flow: notice of the first hearing in time
-- or not (not: under 10 days, or no hearing recorded), then in absentia at the first hearing (or with none recorded), at
-- a later one, or in court.
WITH
-- one row a case of the cities asked
asked_cases AS (
    SELECT s.*, c.place
    FROM standing AS s
    INNER JOIN asked_cities AS c ON c.city = s.city
    WHERE s.docket <> 'detained'
),
-- one row a case with trouble entered by the day asked: the kind that counts
trouble AS (
    SELECT t.idncase, min(t.rank) AS rank
    FROM notice_trouble AS t
    CROSS JOIN asked AS a
    WHERE t.entered_on <= a.as_of
    GROUP BY t.idncase
),
-- one row a case: notice, hearing, order
described AS (
    SELECT
        s.idncase,
        s.place AS city,
        s.is_any_certain,
        s.is_in_absentia,
        s.was_represented,
        b.level AS last_band,
        coalesce(k.kind, 'none') AS trouble,
        coalesce(f.level, 'short') AS notice,
        CASE
            WHEN s.is_in_absentia AND coalesce(n.is_first_missed, true) THEN 'missed_first'
            WHEN s.is_in_absentia THEN 'missed_later'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') AND s.is_appealed THEN 'in_court_late_appeal'
            WHEN s.final_basis IN ('appeal_waived', 'appeal_period_lapsed') THEN 'in_court_no_appeal'
            ELSE 'in_court_after_appeal'
        END AS way
    FROM asked_cases AS s
    LEFT JOIN order_ways AS n ON n.order_id = s.order_id
    LEFT JOIN registry_bands AS f
        ON f.split = 'first_hearing_notice' AND n.first_lead BETWEEN f.first_day AND f.last_day
    LEFT JOIN registry_bands AS b
        ON b.split = 'notice_lead' AND n.last_lead BETWEEN b.first_day AND b.last_day
    LEFT JOIN trouble AS t ON t.idncase = s.idncase
    LEFT JOIN notice_trouble AS k ON k.idncase = t.idncase AND k.rank = t.rank
),
-- one row cases that are described alike: far fewer than cases
alike AS (
    SELECT
        city, notice, way, trouble, is_in_absentia, was_represented, last_band,
        count(*) AS value,
        sum(CASE WHEN is_any_certain THEN 1 ELSE 0 END) AS low
    FROM described
    GROUP BY city, notice, way, trouble, is_in_absentia, was_represented, last_band
),
-- one row such cases and a split
split AS (
    SELECT
        d.city,
        v.by_1,
        d.value,
        d.low,
        CASE v.by_1
            WHEN 'flow' THEN d.notice || '.' || d.way
            WHEN 'first_hearing_notice' THEN d.notice
            WHEN 'first_hearing' THEN CASE WHEN d.is_in_absentia THEN d.way ELSE 'in_court' END
            WHEN 'notice_trouble' THEN d.trouble
            WHEN 'representation_and_attendance' THEN
                CASE WHEN d.was_represented THEN 'represented' ELSE 'not_represented' END
                || CASE WHEN d.is_in_absentia THEN '.in_absentia' ELSE '.in_court' END
            WHEN 'notice_lead' THEN
                CASE
                    WHEN NOT d.is_in_absentia THEN 'in_court'
                    ELSE coalesce(d.last_band, 'not_recorded')
                END
        END AS level_1
    FROM alike AS d
    CROSS JOIN (SELECT DISTINCT by_1 FROM asked_cells) AS v
)
SELECT
    'standing_orders' AS measure,
    city,
    'all' AS cohort,
    by_1,
    level_1,
    sum(value) AS value,
    sum(low) AS low
FROM split
GROUP BY city, by_1, level_1
