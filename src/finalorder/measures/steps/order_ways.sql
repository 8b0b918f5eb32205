-- order_ways: one row an order of removal of a case with a hearing held by its day: the hearings that led to it.
-- Key: order_id. Prepared by the build, because no day asked changes it. A hearing is one held, as M5 has it: not about
-- custody, its medium not H, not moved or vacated. Its notice is the time from the entry of the schedule row to the
-- hearing: the court records no mailing and no receipt. first_lead, is_first_missed: the first hearing of the case;
-- last_lead: the hearing at which the order was made.
WITH
-- one row a case with a hearing: the first one
firsts AS (
    SELECT idncase, scheduled_on, lead_days, is_absence
    FROM hearings_held
    WHERE place = 1
),
-- one row an order with a hearing held of its proceeding on its day: the notice of that hearing
lasts AS (
    SELECT o.order_id, min(h.lead_days) AS last_lead
    FROM orders AS o
    INNER JOIN hearings AS h
        ON h.idnproceeding = o.order_id AND h.scheduled_on = o.ordered_on AND h.idncase = o.idncase
    WHERE o.order_class = 'removal' AND h.kind <> 'custody' AND h.outcome <> 'not_held'
        AND coalesce(upper(h.medium), '') <> 'H'
    GROUP BY o.order_id
)
SELECT
    o.order_id,
    f.lead_days AS first_lead,
    coalesce(f.is_absence, false) AS is_first_missed,
    l.last_lead
FROM orders AS o
INNER JOIN firsts AS f ON f.idncase = o.idncase AND f.scheduled_on <= o.ordered_on
LEFT JOIN lasts AS l ON l.order_id = o.order_id
WHERE o.order_class = 'removal'
ORDER BY o.order_id NULLS LAST
