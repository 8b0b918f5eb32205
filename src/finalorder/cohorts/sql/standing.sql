-- standing: one row a case with an order of removal standing on the day asked.
-- Key: idncase. Not kept: who counts reads a few of its columns, out of the orders themselves. One output of as_of.
-- Rules: contract, section 4: class removal, final by the day, not undone by it; of several the latest by (ordered_on,
-- order_id). is_certain: this order stands that day even if every open
-- question of finality is answered late; is_any_certain: some order of the case does.
-- Representation is as of the order; the rest is as removal_orders has it.
SELECT
    o.idncase,
    o.order_id,
    o.city,
    o.docket,
    o.court_code,
    o.ordered_on,
    o.final_on,
    o.final_basis,
    o.is_appealed,
    o.final_on_latest <= a.as_of AS is_certain,
    coalesce(r.is_any_certain, o.final_on_latest <= a.as_of) AS is_any_certain,
    o.is_in_absentia,
    o.is_initial,
    o.was_represented,
    o.custody_code,
    o.is_rider,
    o.family_docket,
    o.family,
    o.language_code,
    o.nationality_code,
    o.entered_on,
    o.charged_on,
    o.birth_month,
    o.rescind_deadline_on,
    o.reopen_deadline_on,
    o.undone_on IS NOT NULL AS is_undone_later
FROM removal_orders AS o
CROSS JOIN asked AS a
LEFT JOIN standing_of_several AS r ON r.order_id = o.order_id
WHERE o.final_on <= a.as_of AND (o.undone_on IS NULL OR o.undone_on > a.as_of) AND coalesce(r.place, 1) = 1
