-- projection_entries: one row a month, city, way of coming and state or end after the month: how many came in it; and of
-- those that came before the first month and are open at its beginning how many there are by state.
-- Key: all but n. States as in projection_changes; those from before have the number of the month before the first, and no
-- way of coming.
WITH
-- one row a proceeding and the number of the month after which its state is asked
came_then AS (
    SELECT
        s.*,
        greatest(s.entered, b.first_month - 1) AS month,
        CASE WHEN s.entered < b.first_month THEN '' ELSE s.came END AS way
    FROM projection_spells AS s
    CROSS JOIN month_bounds AS b
    WHERE s.ended >= b.first_month AND s.entered < b.last_month
),
-- one row the same, with its state
states AS (
    SELECT
        c.month,
        c.city,
        c.way,
        c.docket,
        c.is_detained,
        CASE WHEN c.ended = c.month THEN c.how ELSE 'open' END AS kind,
        CASE WHEN c.represented < c.month + 1 THEN b.waits ELSE 0 END
            + CASE WHEN c.heard < c.month + 1 THEN 0 WHEN c.soon < c.month + 1 THEN 1 ELSE b.waits - 1 END AS counsel_and_wait,
        CASE
            WHEN c.month + 1 <= c.first_age THEN 0 WHEN c.month + 1 <= c.second_age THEN 1 WHEN c.month + 1 <= c.third_age THEN 2
            WHEN c.month + 1 <= c.fourth_age THEN 3 ELSE 4
        END AS band,
        b.bands
    FROM came_then AS c
    CROSS JOIN month_bounds AS b
)
SELECT month, city, way AS came, docket, is_detained, kind, counsel_and_wait * bands + band AS state, count(*) AS n
FROM states
GROUP BY month, city, way, docket, is_detained, kind, counsel_and_wait * bands + band
