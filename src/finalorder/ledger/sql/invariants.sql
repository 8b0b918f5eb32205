-- invariants: one row a sentence that must hold of every ledger, with the number of rows that break it.
-- Key: name. Checked on every build, never published. Rules: contract, sections 4 to 6. A sentence that does not hold
-- is a fault of this program, not of the release.
WITH
-- one row an order that stands on the release day, at most one a case of the case table: the latest
standing AS (
    SELECT idncase, order_id, city
    FROM (
        SELECT
            o.idncase,
            o.order_id,
            o.city,
            row_number() OVER (PARTITION BY o.idncase ORDER BY o.ordered_on DESC, o.order_id DESC) AS place
        FROM orders AS o
        INNER JOIN cases AS c ON c.idncase = o.idncase
        CROSS JOIN release_info AS r
        WHERE o.order_class = 'removal' AND o.final_on <= r.release_day AND o.undone_on IS NULL
    ) AS ranked
    WHERE place = 1
),
-- one row a city: cases whose standing order was made there
by_city AS (
    SELECT coalesce(city, 'unknown') AS city, count(*) AS n
    FROM standing
    GROUP BY coalesce(city, 'unknown')
),
-- one row a sentence about one order
of_orders AS (
    SELECT 'an order has one row' AS name, count(*) - count(DISTINCT order_id) AS violations FROM orders
    UNION ALL
    SELECT 'a final order is not before its order date', count(*) FROM orders WHERE final_on < ordered_on
    UNION ALL
    SELECT 'an order is final no later than the latest day it can be', count(*)
    FROM orders WHERE final_on > final_on_latest OR (final_on IS NULL) <> (final_on_latest IS NULL)
    UNION ALL
    SELECT 'an order is undone on or after its order date', count(*) FROM orders WHERE undone_on < ordered_on
    UNION ALL
    SELECT 'an undone order says when and by what', count(*)
    FROM orders WHERE (undone_on IS NULL) <> (undone_by IS NULL)
    UNION ALL
    SELECT 'an order that is not final has no day on which it became final', count(*)
    FROM orders WHERE (final_on IS NULL) <> (final_basis IN ('not_final', 'not_observable'))
    UNION ALL
    SELECT 'only removal and withheld removal are ordered in absentia', count(*)
    FROM orders WHERE is_in_absentia AND order_class = 'voluntary_departure'
),
-- one row a sentence about cases and their orders
of_cases AS (
    SELECT 'a case has one row' AS name, count(*) - count(DISTINCT idncase) AS violations FROM cases
    UNION ALL
    SELECT 'no order stands and is undone at once', count(*)
    FROM cases AS c
    INNER JOIN orders AS o ON o.order_id = c.standing_order_id
    WHERE o.undone_on IS NOT NULL
    UNION ALL
    SELECT 'the standing order of a case is one of its orders', count(*)
    FROM cases AS c
    LEFT JOIN orders AS o ON o.order_id = c.standing_order_id AND o.idncase = c.idncase
    WHERE c.standing_order_id IS NOT NULL AND o.order_id IS NULL
    UNION ALL
    SELECT 'the standing order of a case is its latest that stands', count(*)
    FROM cases AS c
    LEFT JOIN standing AS s ON s.idncase = c.idncase
    WHERE coalesce(c.standing_order_id, 0) <> coalesce(s.order_id, 0)
    UNION ALL
    SELECT 'the cities add up to the nation', abs((SELECT coalesce(sum(n), 0) FROM by_city) - count(*))
    FROM cases WHERE standing_order_id IS NOT NULL
    UNION ALL
    SELECT 'a rider has another case as its lead', count(*)
    FROM cases WHERE is_rider <> (lead_idncase IS NOT NULL) OR lead_idncase = idncase
),
-- one row a sentence about completions
of_completions AS (
    SELECT 'a case has one initial completion at most' AS name, count(*) AS violations
    FROM (
        SELECT idncase
        FROM completions
        WHERE is_initial AND idncase IS NOT NULL
        GROUP BY idncase
        HAVING count(*) > 1
    ) AS several
    UNION ALL
    SELECT 'an initial completion is a decision that ends the case', count(*)
    FROM completions WHERE is_initial AND NOT is_dispositive
    UNION ALL
    SELECT 'an order is a completion', count(*)
    FROM orders AS o
    LEFT JOIN completions AS c ON c.idnproceeding = o.order_id
    WHERE c.idnproceeding IS NULL OR c.completed_on <> o.ordered_on
),
-- one row a thing dated after the release that counts as having happened
too_late AS (
    SELECT count(*) AS n FROM completions AS c CROSS JOIN release_info AS r WHERE c.completed_on > r.release_day
    UNION ALL
    SELECT count(*)
    FROM orders AS o
    CROSS JOIN release_info AS r
    WHERE o.ordered_on > r.release_day OR o.final_on > r.release_day OR o.undone_on > r.release_day
        OR o.appealed_on > r.release_day OR o.appeal_decided_on > r.release_day
    UNION ALL
    SELECT count(*)
    FROM hearings AS h
    CROSS JOIN release_info AS r
    WHERE h.scheduled_on > r.release_day AND (h.outcome <> 'upcoming' OR h.is_absence)
    UNION ALL
    SELECT count(*) FROM cases AS c CROSS JOIN release_info AS r WHERE c.first_represented_on > r.release_day
),
-- one row a sentence
every_sentence AS (
    SELECT name, violations FROM of_orders
    UNION ALL
    SELECT name, violations FROM of_cases
    UNION ALL
    SELECT name, violations FROM of_completions
    UNION ALL
    SELECT 'nothing after the release day has happened', sum(n) FROM too_late
)
SELECT name, CAST(violations AS BIGINT) AS violations
FROM every_sentence
ORDER BY name NULLS LAST
