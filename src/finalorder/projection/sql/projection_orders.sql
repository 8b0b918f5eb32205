-- projection_orders: one row a month, city and whether in absentia: orders of removal that stood at its beginning, by stage.
-- Key: place, city, is_in_absentia. Stages: open to appeal, under appeal, final. Rules: docs/forecast.md.
WITH
-- one row an order and month at whose beginning it stood, with its stage then and what the month did to it
stood AS (
    SELECT
        m.place,
        CASE WHEN a.by_city THEN coalesce(o.city, '') ELSE '' END AS city,
        o.is_in_absentia,
        CASE
            WHEN o.final_on < m.from_day THEN 'final'
            WHEN o.appealed_on < m.from_day THEN 'appealed'
            ELSE 'open'
        END AS stage,
        coalesce(o.undone_on < m.to_day, false) AS is_undone,
        coalesce(o.final_on < m.to_day, false) AS is_final_after,
        coalesce(o.appealed_on < m.to_day, false) AS is_appealed_after
    FROM orders AS o
    INNER JOIN month_grid AS m
        ON o.ordered_on < m.from_day AND (o.undone_on IS NULL OR o.undone_on >= m.from_day)
    CROSS JOIN asked_places AS a
    WHERE o.order_class = 'removal'
)
SELECT
    place,
    city,
    is_in_absentia,
    stage,
    count(*) AS n,
    sum(CASE WHEN is_undone THEN 1 ELSE 0 END) AS undone,
    sum(CASE WHEN is_final_after AND NOT is_undone THEN 1 ELSE 0 END) AS final_after,
    sum(CASE WHEN is_appealed_after AND NOT is_undone THEN 1 ELSE 0 END) AS appealed_after
FROM stood
GROUP BY place, city, is_in_absentia, stage
