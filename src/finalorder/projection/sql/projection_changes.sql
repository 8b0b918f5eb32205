-- projection_changes: one row a month, city, state at its beginning and state or end after it: how many proceedings that
-- were open at its beginning changed their state, or ended, in the month.
-- Key: all but n. A proceeding is open at the beginning of a month if it was entered in an earlier one and ended in none.
-- A state: docket, custody; and as one number counsel, waiting for the first hearing (0 held or none set, 1 soon, 2 later)
-- and age band. Who neither changed nor ended has no row: the stock follows from month to month.
WITH
-- one row a proceeding that is open at the beginning of some month asked: of the first such month, and until when
open_in_months AS (
    SELECT
        s.*,
        greatest(s.entered + 1, b.first_month) AS opens,
        least(s.ended, b.last_month - 1) AS open_until
    FROM projection_spells AS s
    CROSS JOIN month_bounds AS b
),
-- one row a proceeding and month in which it ended or changed its state, once however much changed
changed AS (
    SELECT ended AS month, * FROM open_in_months WHERE ended BETWEEN opens AND open_until
    UNION ALL
    SELECT represented AS month, * FROM open_in_months WHERE represented BETWEEN opens AND open_until AND represented <> ended
    UNION ALL
    SELECT heard AS month, * FROM open_in_months WHERE heard BETWEEN opens AND open_until
        AND heard NOT IN (ended, represented)
    UNION ALL
    SELECT soon AS month, * FROM open_in_months WHERE soon BETWEEN opens AND open_until
        AND soon NOT IN (ended, represented, heard)
    UNION ALL
    SELECT first_age AS month, * FROM open_in_months WHERE first_age BETWEEN opens AND open_until
        AND first_age NOT IN (ended, represented, heard, soon)
    UNION ALL
    SELECT second_age AS month, * FROM open_in_months WHERE second_age BETWEEN opens AND open_until
        AND second_age NOT IN (ended, represented, heard, soon, first_age)
    UNION ALL
    SELECT third_age AS month, * FROM open_in_months WHERE third_age BETWEEN opens AND open_until
        AND third_age NOT IN (ended, represented, heard, soon, first_age, second_age)
    UNION ALL
    SELECT fourth_age AS month, * FROM open_in_months WHERE fourth_age BETWEEN opens AND open_until
        AND fourth_age NOT IN (ended, represented, heard, soon, first_age, second_age, third_age)
),
-- one row the same, with its state at the month's beginning and after it
states AS (
    SELECT
        c.month,
        c.city,
        c.docket,
        c.is_detained,
        CASE WHEN c.ended = c.month THEN c.how ELSE 'open' END AS kind,
        CASE WHEN c.represented < c.month THEN b.waits ELSE 0 END
            + CASE WHEN c.heard < c.month THEN 0 WHEN c.soon < c.month THEN 1 ELSE b.waits - 1 END AS counsel_and_wait,
        CASE
            WHEN c.month <= c.first_age THEN 0 WHEN c.month <= c.second_age THEN 1 WHEN c.month <= c.third_age THEN 2
            WHEN c.month <= c.fourth_age THEN 3 ELSE 4
        END AS band,
        CASE WHEN c.represented < c.month + 1 THEN b.waits ELSE 0 END
            + CASE WHEN c.heard < c.month + 1 THEN 0 WHEN c.soon < c.month + 1 THEN 1 ELSE b.waits - 1 END AS counsel_and_wait_after,
        CASE
            WHEN c.month + 1 <= c.first_age THEN 0 WHEN c.month + 1 <= c.second_age THEN 1 WHEN c.month + 1 <= c.third_age THEN 2
            WHEN c.month + 1 <= c.fourth_age THEN 3 ELSE 4
        END AS band_after,
        b.bands
    FROM changed AS c
    CROSS JOIN month_bounds AS b
),
-- one row the same, each state as one number
coded AS (
    SELECT
        month, city, docket, is_detained, kind,
        counsel_and_wait * bands + band AS state,
        counsel_and_wait_after * bands + band_after AS state_after
    FROM states
)
SELECT month, city, docket, is_detained, kind, state, state_after, count(*) AS n
FROM coded
GROUP BY month, city, docket, is_detained, kind, state, state_after
