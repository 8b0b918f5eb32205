-- orders: one row an order of removal, withheld removal, or voluntary departure.
-- Key: order_id (= idnproceeding). Order: idncase, ordered_on, order_id.
-- Rules: contract, sections 4 and 5; 8 CFR 1241.1; law.toml F-0 to F-7, M-1, M-5, M-6. final_on and final_on_latest
-- bound what the data leaves open. A Board decision dated before the order is none of that order's. After an untimely
-- appeal the order was final when the period ended, or when the Board said so, if that was earlier (INA 101(a)(47)(B)).
WITH
-- one row an order and an appeal from it that counts for finality
counting AS (
    SELECT a.*, coalesce(a.filed_by, '') = 'I' AS is_by_government
    FROM appeals AS a
    INNER JOIN order_base AS o ON o.order_id = a.order_id
    WHERE a.appeal_type = 'case_appeal' AND NOT o.is_final_at_once
        AND NOT (a.is_decided AND a.decision_on < o.ordered_on)
),
-- one row an appealed order: an undecided appeal, else the last one decided
governing AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY order_id
                ORDER BY is_decided NULLS LAST, CASE WHEN is_decided THEN decision_on END DESC NULLS LAST,
                    CASE WHEN NOT is_decided THEN filed_on END DESC NULLS LAST, idnappeal DESC
            ) AS place
        FROM counting
    ) AS ranked
    WHERE place = 1
),
-- one row an order: the basis on which it is or is not final
based AS (
    SELECT
        o.*,
        g.idnappeal AS appeal_id,
        g.filed_on AS appealed_on,
        CASE WHEN g.is_decided THEN g.decision_on END AS appeal_decided_on,
        CASE WHEN g.is_decided THEN g.decision_code END AS appeal_decision_code,
        CASE
            WHEN o.order_class = 'voluntary_departure' THEN 'not_observable'
            WHEN o.is_final_at_once THEN 'in_absentia'
            WHEN g.idnappeal IS NOT NULL AND NOT g.is_decided THEN 'not_final'
            WHEN g.is_by_government AND g.effect = 'reversed' THEN 'board_unclear'
            WHEN g.idnappeal IS NOT NULL THEN e.final_basis
            WHEN o.is_stipulated AND NOT o.is_in_absentia THEN 'appeal_waived'
            WHEN o.is_in_absentia THEN 'appeal_period_lapsed'
            WHEN k.code IS NOT NULL OR o.recorded_due_on IS NOT NULL THEN 'appeal_period_lapsed'
            ELSE 'appeal_waived'
        END AS basis
    FROM order_base AS o
    LEFT JOIN governing AS g ON g.order_id = o.order_id
    LEFT JOIN registry_effects AS e ON e.effect = g.effect
    LEFT JOIN registry_appeal_reservations AS k ON k.code = o.appeal_reserved_by
),
-- one row an order: the earliest and the latest day on which it can have become final
dated AS (
    SELECT
        b.*,
        CASE
            WHEN b.basis IN ('in_absentia', 'appeal_waived') THEN b.ordered_on
            WHEN b.basis = 'appeal_period_lapsed' THEN least(b.due_on, coalesce(b.appeal_decided_on, b.due_on))
            WHEN b.basis IN ('board_affirmed', 'appeal_withdrawn', 'board_unclear') THEN b.appeal_decided_on
        END AS first_final_on,
        CASE
            WHEN b.basis = 'appeal_waived' THEN b.computed_due_on
            WHEN b.basis = 'appeal_period_lapsed' AND b.appeal_id IS NOT NULL
                THEN b.appeal_decided_on
        END AS last_final_on
    FROM based AS b
),
-- one row an order: final only if that day has come by the release
settled AS (
    SELECT
        d.*,
        CASE WHEN d.first_final_on <= r.release_day THEN d.first_final_on END AS final_on,
        CASE
            WHEN d.first_final_on <= r.release_day THEN coalesce(d.last_final_on, d.first_final_on)
        END AS final_on_latest,
        CASE WHEN d.first_final_on > r.release_day THEN 'not_final' ELSE d.basis END AS final_basis
    FROM dated AS d
    CROSS JOIN release_info AS r
),
-- one row an order: the days on which its three clocks end
clocks AS (
    SELECT
        s.order_id,
        CASE WHEN s.is_final_at_once THEN coalesce(b1.rolled, s.ordered_on + p1.days) END AS rescind_deadline_on,
        coalesce(b2.rolled, s.final_on + p2.days) AS reopen_deadline_on,
        coalesce(b3.rolled, s.final_on + p3.days) AS reconsider_deadline_on
    FROM settled AS s
    LEFT JOIN registry_legal_periods AS p1
        ON p1.clock = 'rescission' AND s.ordered_on BETWEEN p1.valid_from AND p1.valid_to
    LEFT JOIN registry_business_days AS b1 ON b1.day = s.ordered_on + p1.days
    LEFT JOIN registry_legal_periods AS p2
        ON p2.clock = 'reopening' AND s.final_on BETWEEN p2.valid_from AND p2.valid_to
    LEFT JOIN registry_business_days AS b2 ON b2.day = s.final_on + p2.days
    LEFT JOIN registry_legal_periods AS p3
        ON p3.clock = 'reconsideration' AND s.final_on BETWEEN p3.valid_from AND p3.valid_to
    LEFT JOIN registry_business_days AS b3 ON b3.day = s.final_on + p3.days
)
SELECT
    s.order_id,
    s.idncase,
    s.court_code,
    coalesce(c.city, s.court_code) AS city,
    s.ordered_on,
    s.order_class,
    s.is_in_absentia,
    s.is_initial,
    s.custody_code,
    coalesce(w.first_represented_on <= s.ordered_on, false) AS was_represented,
    s.appeal_reserved_by,
    s.appeal_id,
    s.appealed_on,
    s.appeal_decided_on,
    s.appeal_decision_code,
    s.final_on,
    s.final_on_latest,
    s.final_basis,
    u.undone_on,
    u.undone_by,
    k.rescind_deadline_on,
    k.reopen_deadline_on,
    k.reconsider_deadline_on
FROM settled AS s
LEFT JOIN clocks AS k ON k.order_id = s.order_id
LEFT JOIN undoing AS u ON u.order_id = s.order_id
LEFT JOIN representation AS w ON w.idncase = s.idncase
LEFT JOIN registry_cities AS c ON c.court_code = s.court_code
ORDER BY s.idncase NULLS LAST, s.ordered_on NULLS LAST, s.order_id NULLS LAST
