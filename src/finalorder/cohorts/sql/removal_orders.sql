-- removal_orders: one row an order of removal that becomes final some day, with what is known of it and of its case.
-- Key: order_id. What stands on a day is chosen from these rows (standing); no day changes them, so a build keeps them.
-- City, custody and docket are those of the order; rider and family markers, entry and birth are the release's present
-- values. family: the lead of the case's family (a lead case and its riders, or a case of a family docket whose mark is
-- that of a family), NULL where it is in none.
WITH
-- one row a case that is the lead of another
leads AS (
    SELECT DISTINCT lead_idncase AS idncase FROM cases WHERE lead_idncase IS NOT NULL
),
-- one row a case with several orders of removal
several AS (
    SELECT idncase
    FROM orders
    WHERE order_class = 'removal' AND final_on IS NOT NULL AND idncase IS NOT NULL
    GROUP BY idncase
    HAVING count(*) > 1
)
SELECT
    o.idncase,
    o.order_id,
    o.city,
    coalesce(t.docket, 'unlisted') AS docket,
    o.court_code,
    o.ordered_on,
    o.final_on,
    o.final_on_latest,
    o.final_basis,
    o.appeal_id IS NOT NULL AS is_appealed,
    o.is_in_absentia,
    o.is_initial,
    o.was_represented,
    coalesce(o.custody_code, 'unknown') AS custody_code,
    o.rescind_deadline_on,
    o.reopen_deadline_on,
    o.undone_on,
    s.idncase IS NOT NULL AS is_one_of_several,
    coalesce(k.is_rider, false) AS is_rider,
    coalesce(k.family_docket, 'none') AS family_docket,
    CASE
        WHEN k.idncase IS NOT NULL AND (k.is_rider OR l.idncase IS NOT NULL OR d.name IS NOT NULL)
            THEN coalesce(k.lead_idncase, o.idncase)
    END AS family,
    k.language_code, k.nationality_code, k.entered_on, k.charged_on, k.birth_month
FROM orders AS o
LEFT JOIN cases AS k ON k.idncase = o.idncase
LEFT JOIN registry_cities AS t ON t.court_code = o.court_code
LEFT JOIN leads AS l ON l.idncase = o.idncase
LEFT JOIN registry_family_dockets AS d ON d.name = k.family_docket AND d.marks_families
LEFT JOIN several AS s ON s.idncase = o.idncase
WHERE o.order_class = 'removal' AND o.final_on IS NOT NULL AND o.idncase IS NOT NULL
ORDER BY o.order_id NULLS LAST
