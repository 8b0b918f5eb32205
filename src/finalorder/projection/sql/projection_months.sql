-- projection_months: one row a month, city, state at its beginning and state or end at its end: how many proceedings.
-- Key: all but n. A proceeding is open on a day if it was entered before it and did not end before it.
-- A state: docket, custody; and as one number counsel, waiting for the first hearing (0 held or none set, 1 soon, 2 later)
-- and age band. Months begin on the same day of each; a day that lies before a month's beginning has a lower number.
WITH
-- one row a proceeding, with the numbers of the months in which its state changes
numbered AS (
    SELECT
        s.city,
        s.docket,
        s.is_detained,
        s.how,
        greatest(month_number(s.entered_on, b.begins_on), b.before_first) AS entered,
        least(coalesce(month_number(s.ended_on, b.begins_on), b.last_month), b.last_month) AS open_until,
        coalesce(month_number(s.ended_on, b.begins_on), b.after_all) AS ended,
        coalesce(month_number(s.first_represented_on, b.begins_on), b.after_all) AS represented,
        coalesce(month_number(s.first_hearing_on, b.begins_on), b.before_first) AS heard,
        coalesce(month_number(s.first_hearing_on - b.soon, b.begins_on), b.before_first) AS soon,
        month_number(s.charged_on + (b.first_age - 1), b.begins_on) AS first_age,
        month_number(s.charged_on + (b.second_age - 1), b.begins_on) AS second_age,
        month_number(s.charged_on + (b.third_age - 1), b.begins_on) AS third_age,
        month_number(s.charged_on + (b.fourth_age - 1), b.begins_on) AS fourth_age,
        b.waits,
        b.bands
    FROM projection_spells AS s
    CROSS JOIN age_bounds AS b
),
-- one row a proceeding and month at whose beginning it is open, with its state at both ends
states AS (
    SELECT
        m.place,
        o.city,
        o.docket,
        o.is_detained,
        CASE WHEN o.ended < m.after THEN o.how ELSE 'open' END AS kind,
        CASE WHEN o.represented < m.month THEN o.waits ELSE 0 END AS counsel,
        CASE WHEN o.heard < m.month THEN 0 WHEN o.soon < m.month THEN 1 ELSE o.waits - 1 END AS waiting,
        CASE
            WHEN m.month <= o.first_age THEN 0 WHEN m.month <= o.second_age THEN 1 WHEN m.month <= o.third_age THEN 2
            WHEN m.month <= o.fourth_age THEN 3 ELSE 4
        END AS band,
        CASE WHEN o.represented < m.after THEN o.waits ELSE 0 END AS counsel_after,
        CASE WHEN o.heard < m.after THEN 0 WHEN o.soon < m.after THEN 1 ELSE o.waits - 1 END AS waiting_after,
        CASE
            WHEN m.after <= o.first_age THEN 0 WHEN m.after <= o.second_age THEN 1 WHEN m.after <= o.third_age THEN 2
            WHEN m.after <= o.fourth_age THEN 3 ELSE 4
        END AS band_after,
        o.bands
    FROM numbered AS o
    INNER JOIN month_spans AS m ON m.entered = o.entered AND m.open_until = o.open_until
),
-- one row the same, each state as one number
coded AS (
    SELECT
        place, city, docket, is_detained, kind,
        (counsel + waiting) * bands + band AS state,
        (counsel_after + waiting_after) * bands + band_after AS state_after
    FROM states
)
SELECT place, city, docket, is_detained, kind, state, state_after, count(*) AS n
FROM coded
GROUP BY place, city, docket, is_detained, kind, state, state_after
