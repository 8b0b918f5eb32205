-- order_base: one row an order, before its appeals and its undoing.
-- Key: order_id (= idnproceeding). Kept for the other steps, not published.
-- Rules: due date = the recorded one as written (one before the order itself is none, and noted), else the order's day
-- plus the appeal period in force, rolled over weekends and federal holidays (8 CFR 1003.38(b), 1001.1(h); law.toml
-- R-20, R-21). An order in absentia of a removal case, or of a deportation case charged since 13 June 1992, is final at
-- once (8 CFR 1241.1(e); law.toml F-1, M-3). A completion without a key makes no order, and is noted.
WITH
-- one row a case stipulated in its identifiers
stipulated AS (
    SELECT DISTINCT i.idncase
    FROM release_identifiers AS i
    INNER JOIN registry_identifiers AS k ON k.code = i.case_id AND k.kind = 'stipulated'
),
-- one row an order: the end of its appeal period by the calendar
counted AS (
    SELECT
        d.*,
        coalesce(b.rolled, d.completed_on + a.days) AS computed_due_on,
        CASE WHEN d.recorded_due_on >= d.completed_on THEN d.recorded_due_on END AS usable_due_on
    FROM decided AS d
    LEFT JOIN registry_legal_periods AS a
        ON a.clock = 'appeal' AND d.completed_on BETWEEN a.valid_from AND a.valid_to
    LEFT JOIN registry_business_days AS b ON b.day = d.completed_on + a.days
    WHERE d.order_class IS NOT NULL AND d.idnproceeding IS NOT NULL
)
SELECT
    o.idnproceeding AS order_id,
    o.idncase,
    o.case_key,
    o.case_type,
    o.court_code,
    o.completed_on AS ordered_on,
    o.order_class,
    o.is_in_absentia,
    o.is_initial,
    o.custody_code,
    o.appeal_reserved_by,
    o.recorded_due_on AS written_due_on,
    o.usable_due_on AS recorded_due_on,
    o.computed_due_on,
    coalesce(o.usable_due_on, o.computed_due_on) AS due_on,
    s.idncase IS NOT NULL AS is_stipulated,
    f.id IS NOT NULL AS is_final_at_once,
    o.charged_on
FROM counted AS o
LEFT JOIN stipulated AS s ON s.idncase = o.idncase
LEFT JOIN registry_final_at_once AS f
    ON o.is_in_absentia AND f.case_type = o.case_type
    AND (o.charged_on >= f.charged_from OR f.charged_from IS NULL)
