-- standing: one row a case with an order of removal standing on the day asked.
-- Key: idncase. Kept for cohorts and counts; one output of as_of.
-- Rules: contract, section 4: class removal, final by the day, not undone by it; of several the latest by (ordered_on,
-- order_id). is_certain: this order stands that day even if every open
-- question of finality is answered late; is_any_certain: some order of the case does.
-- Representation is as of the order. City, custody and docket are those of the order; rider and family markers are the
-- release's present values.
WITH
-- one row an order of removal that is final and not undone on the day asked
candidates AS (
    SELECT
        o.idncase,
        o.order_id,
        o.city,
        o.court_code,
        o.ordered_on,
        o.final_on,
        o.final_basis,
        o.appeal_id IS NOT NULL AS is_appealed,
        o.is_in_absentia,
        o.is_initial,
        o.was_represented,
        o.custody_code,
        o.rescind_deadline_on,
        o.reopen_deadline_on,
        o.undone_on,
        o.final_on_latest <= a.as_of AS is_certain
    FROM orders AS o
    CROSS JOIN asked AS a
    WHERE o.order_class = 'removal' AND o.idncase IS NOT NULL
        AND o.final_on <= a.as_of AND (o.undone_on IS NULL OR o.undone_on > a.as_of)
),
-- one row a case with several of them, which is rare
several AS (
    SELECT idncase, max(CASE WHEN is_certain THEN 1 ELSE 0 END) = 1 AS is_any_certain
    FROM candidates
    GROUP BY idncase
    HAVING count(*) > 1
),
-- one row an order of such a case, the latest first
ranked AS (
    SELECT
        c.order_id,
        s.is_any_certain,
        row_number() OVER (PARTITION BY c.idncase ORDER BY c.ordered_on DESC, c.order_id DESC) AS place
    FROM candidates AS c
    INNER JOIN several AS s ON s.idncase = c.idncase
),
-- one row a case: its order
latest AS (
    SELECT c.*, coalesce(r.is_any_certain, c.is_certain) AS is_any_certain
    FROM candidates AS c
    LEFT JOIN ranked AS r ON r.order_id = c.order_id
    WHERE coalesce(r.place, 1) = 1
)
SELECT
    c.idncase,
    c.order_id,
    c.city,
    coalesce(t.docket, 'unlisted') AS docket,
    c.court_code,
    c.ordered_on,
    c.final_on,
    c.final_basis,
    c.is_appealed,
    c.is_certain,
    c.is_any_certain,
    c.is_in_absentia,
    c.is_initial,
    c.was_represented,
    coalesce(c.custody_code, 'unknown') AS custody_code,
    coalesce(k.is_rider, false) AS is_rider,
    coalesce(k.family_docket, 'none') AS family_docket,
    k.language_code,
    k.nationality_code,
    c.rescind_deadline_on,
    c.reopen_deadline_on,
    c.undone_on IS NOT NULL AS is_undone_later
FROM latest AS c
LEFT JOIN cases AS k ON k.idncase = c.idncase
LEFT JOIN registry_cities AS t ON t.court_code = c.court_code
