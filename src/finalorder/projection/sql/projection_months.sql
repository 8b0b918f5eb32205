-- projection_months: one row a month, city, state at its beginning and state or end at its end: how many proceedings.
-- Key: all but n. A proceeding is open on a day if it was entered before it and did not end before it.
-- A state: docket, custody, counsel, waiting for the first hearing (0 held or none set, 1 soon, 2 later), age band.
WITH
-- one row a proceeding and month at whose beginning it is open
open_then AS (
    SELECT
        m.place,
        m.from_day,
        m.to_day,
        s.*,
        CASE WHEN s.ended_on < m.to_day THEN s.how ELSE 'open' END AS kind
    FROM projection_spells AS s
    INNER JOIN month_grid AS m
        ON s.entered_on < m.from_day AND (s.ended_on IS NULL OR s.ended_on >= m.from_day)
),
-- one row the same, with its states at both ends
states AS (
    SELECT
        o.place,
        o.city,
        o.docket,
        o.is_detained,
        o.kind,
        coalesce(o.first_represented_on < o.from_day, false) AS counsel,
        CASE
            WHEN coalesce(o.first_hearing_on < o.from_day, true) THEN 0
            WHEN days_between(o.from_day, o.first_hearing_on) < b.soon THEN 1
            ELSE 2
        END AS waiting,
        days_between(o.charged_on, o.from_day) AS age,
        coalesce(o.first_represented_on < o.to_day, false) AS counsel_after,
        CASE
            WHEN coalesce(o.first_hearing_on < o.to_day, true) THEN 0
            WHEN days_between(o.to_day, o.first_hearing_on) < b.soon THEN 1
            ELSE 2
        END AS waiting_after,
        days_between(o.charged_on, o.to_day) AS age_after,
        b.first_age, b.second_age, b.third_age, b.fourth_age
    FROM open_then AS o
    CROSS JOIN age_bounds AS b
),
-- one row the same, with ages in bands
banded AS (
    SELECT
        place, city, docket, is_detained, counsel, waiting, kind, counsel_after, waiting_after,
        CASE
            WHEN age < first_age THEN 0 WHEN age < second_age THEN 1 WHEN age < third_age THEN 2
            WHEN age < fourth_age THEN 3 ELSE 4
        END AS band,
        CASE
            WHEN age_after < first_age THEN 0 WHEN age_after < second_age THEN 1 WHEN age_after < third_age THEN 2
            WHEN age_after < fourth_age THEN 3 ELSE 4
        END AS band_after
    FROM states
)
SELECT
    place, city, docket, is_detained, counsel, waiting, band, kind, counsel_after, waiting_after, band_after,
    count(*) AS n
FROM banded
GROUP BY place, city, docket, is_detained, counsel, waiting, band, kind, counsel_after, waiting_after, band_after
