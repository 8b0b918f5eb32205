-- projection_orders: one row a month, city and whether in absentia: orders of removal that stood at its beginning, by stage.
-- Key: place, city, is_in_absentia. Stages: open to appeal, under appeal, final. Rules: docs/forecast.md.
WITH
-- one row orders that agree in every day that decides their stage: far fewer than orders
alike AS (
    SELECT
        CASE WHEN a.by_city THEN coalesce(o.city, '') ELSE '' END AS city,
        o.is_in_absentia,
        o.ordered_on,
        o.appealed_on,
        o.final_on,
        o.undone_on,
        count(*) AS n
    FROM orders AS o
    CROSS JOIN asked_places AS a
    WHERE o.order_class = 'removal'
    GROUP BY
        CASE WHEN a.by_city THEN coalesce(o.city, '') ELSE '' END,
        o.is_in_absentia, o.ordered_on, o.appealed_on, o.final_on, o.undone_on
),
-- one row such orders and a month at whose beginning they stood, with their stage then and what the month did to them
stood AS (
    SELECT
        m.place,
        o.city,
        o.is_in_absentia,
        CASE
            WHEN o.final_on < m.from_day THEN 'final'
            WHEN o.appealed_on < m.from_day THEN 'appealed'
            ELSE 'open'
        END AS stage,
        coalesce(o.undone_on < m.to_day, false) AS is_undone,
        coalesce(o.final_on < m.to_day, false) AS is_final_after,
        coalesce(o.appealed_on < m.to_day, false) AS is_appealed_after,
        o.n
    FROM alike AS o
    INNER JOIN month_grid AS m
        ON o.ordered_on < m.from_day AND (o.undone_on IS NULL OR o.undone_on >= m.from_day)
)
SELECT
    place,
    city,
    is_in_absentia,
    stage,
    CAST(sum(n) AS BIGINT) AS n,
    CAST(sum(CASE WHEN is_undone THEN n ELSE 0 END) AS BIGINT) AS undone,
    CAST(sum(CASE WHEN is_final_after AND NOT is_undone THEN n ELSE 0 END) AS BIGINT) AS final_after,
    CAST(sum(CASE WHEN is_appealed_after AND NOT is_undone THEN n ELSE 0 END) AS BIGINT) AS appealed_after
FROM stood
GROUP BY place, city, is_in_absentia, stage
