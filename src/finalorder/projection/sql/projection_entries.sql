-- projection_entries: one row a month, city, way of coming and state or end at the month's end: how many came in it.
-- Key: all but n. States as in projection_months.
WITH
-- one row a proceeding entered in a month of the grid
came_then AS (
    SELECT
        m.place,
        m.to_day,
        s.*,
        CASE WHEN s.ended_on < m.to_day THEN s.how ELSE 'open' END AS kind
    FROM projection_spells AS s
    INNER JOIN month_grid AS m ON s.entered_on >= m.from_day AND s.entered_on < m.to_day
),
-- one row the same, with its state at the month's end
states AS (
    SELECT
        c.place,
        c.city,
        c.came,
        c.docket,
        c.is_detained,
        c.kind,
        coalesce(c.first_represented_on < c.to_day, false) AS counsel,
        CASE
            WHEN coalesce(c.first_hearing_on < c.to_day, true) THEN 0
            WHEN days_between(c.to_day, c.first_hearing_on) < b.soon THEN 1
            ELSE 2
        END AS waiting,
        CASE
            WHEN days_between(c.charged_on, c.to_day) < b.first_age THEN 0
            WHEN days_between(c.charged_on, c.to_day) < b.second_age THEN 1
            WHEN days_between(c.charged_on, c.to_day) < b.third_age THEN 2
            WHEN days_between(c.charged_on, c.to_day) < b.fourth_age THEN 3
            ELSE 4
        END AS band
    FROM came_then AS c
    CROSS JOIN age_bounds AS b
)
SELECT place, city, came, docket, is_detained, counsel, waiting, band, kind, count(*) AS n
FROM states
GROUP BY place, city, came, docket, is_detained, counsel, waiting, band, kind
