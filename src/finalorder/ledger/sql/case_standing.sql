-- case_standing: one row a case with an order of removal standing on the release day: the latest of them.
-- Key: idncase. Kept for cases, not published. Rules: contract, section 4.
SELECT idncase, order_id
FROM (
    SELECT
        o.idncase,
        o.order_id,
        row_number() OVER (PARTITION BY o.idncase ORDER BY o.ordered_on DESC, o.order_id DESC) AS place
    FROM orders AS o
    CROSS JOIN release_info AS r
    WHERE o.order_class = 'removal' AND o.final_on <= r.release_day AND o.undone_on IS NULL
) AS ranked
WHERE place = 1
