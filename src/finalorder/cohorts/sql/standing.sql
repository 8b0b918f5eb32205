-- standing: one row a case with an order of removal standing on the day asked.
-- Key: idncase. Kept for cohorts and counts; one output of as_of.
-- Rules: contract, section 4: class removal, final by the day, not undone by it; of several the latest by (ordered_on,
-- order_id). is_certain: this order stands that day even if every open
-- question of finality is answered late; is_any_certain: some order of the case does.
-- Representation is as of the order; the rest is as removal_orders has it.
WITH
-- one row an order of removal that is final and not undone on the day asked
candidates AS (
    SELECT o.*, o.final_on_latest <= a.as_of AS is_certain
    FROM removal_orders AS o
    CROSS JOIN asked AS a
    WHERE o.final_on <= a.as_of AND (o.undone_on IS NULL OR o.undone_on > a.as_of)
),
-- one row such an order of a case with several, which is rare: the latest first, and whether any of them is certain
ranked AS (
    SELECT
        order_id,
        max(CASE WHEN is_certain THEN 1 ELSE 0 END) OVER (PARTITION BY idncase) = 1 AS is_any_certain,
        row_number() OVER (PARTITION BY idncase ORDER BY ordered_on DESC, order_id DESC) AS place
    FROM candidates
    WHERE is_one_of_several
)
SELECT
    c.idncase,
    c.order_id,
    c.city,
    c.docket,
    c.court_code,
    c.ordered_on,
    c.final_on,
    c.final_basis,
    c.is_appealed,
    c.is_certain,
    coalesce(r.is_any_certain, c.is_certain) AS is_any_certain,
    c.is_in_absentia,
    c.is_initial,
    c.was_represented,
    c.custody_code,
    c.is_rider,
    c.family_docket,
    c.family,
    c.language_code,
    c.nationality_code,
    c.entered_on,
    c.charged_on,
    c.birth_month,
    c.rescind_deadline_on,
    c.reopen_deadline_on,
    c.undone_on IS NOT NULL AS is_undone_later
FROM candidates AS c
LEFT JOIN ranked AS r ON r.order_id = c.order_id
WHERE coalesce(r.place, 1) = 1
