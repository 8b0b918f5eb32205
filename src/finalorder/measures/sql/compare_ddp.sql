-- compare_ddp: one row a count of cases or orders, by how the one-row-a-case method of the Deportation Data Project shows
-- what the ledger holds. Key: measure, by_1, level_1, by_2, level_2. As of the release day: the method knows no other.
-- Each case or order is counted under the first cause that applies, so that the levels of a measure add up. The reading
-- of the file is the same for both, so that only the logic differs.
WITH
-- one row a case: its last completion that moved it nowhere
last_completion AS (
    SELECT c.idncase, c.idnproceeding, c.completed_on
    FROM completions AS c
    INNER JOIN (
        SELECT idncase, max(sequence) AS sequence
        FROM completions
        WHERE category <> 'transfer' AND idncase IS NOT NULL
        GROUP BY idncase
    ) AS l ON l.idncase = c.idncase AND l.sequence = c.sequence
),
-- one row a case ever ordered removed in absentia, withheld or not
ever_in_absentia AS (
    SELECT DISTINCT idncase FROM orders WHERE is_in_absentia
),
-- one row a case of the ledger beside its row in the other method
compared AS (
    SELECT
        d.*,
        k.state,
        k.standing_order_id IS NOT NULL AS has_standing_order,
        k.first_represented_on IS NOT NULL AS is_represented_in_ledger,
        x.idncase IS NOT NULL AS is_ever_in_absentia,
        d.left_out_because IS NULL AND coalesce(d.category = 'removal_order', false) AS shows_removal,
        l.idnproceeding AS ledger_idnproceeding,
        l.completed_on AS ledger_completed_on,
        o.order_id,
        o.undone_by,
        o.final_basis,
        coalesce(d.completed_on > r.release_day, false) AS is_after_release
    FROM cases AS k
    INNER JOIN ddp_cases AS d ON d.idncase = k.idncase
    CROSS JOIN release_info AS r
    LEFT JOIN last_completion AS l ON l.idncase = k.idncase
    LEFT JOIN orders AS o ON o.order_id = d.last_idnproceeding
    LEFT JOIN ever_in_absentia AS x ON x.idncase = k.idncase
),
-- one row an order of removal: how the other method shows it, if it does
fates AS (
    SELECT
        o.is_in_absentia,
        coalesce(k.standing_order_id = o.order_id, false) AS is_standing,
        CASE
            WHEN d.idncase IS NULL THEN 'case_not_listed'
            WHEN d.left_out_because IS NOT NULL THEN d.left_out_because
            WHEN d.last_idnproceeding = o.order_id THEN 'shown'
            WHEN d.completed_on IS NULL THEN 'open_proceeding'
            WHEN d.is_after_release THEN 'completion_after_release'
            WHEN d.completed_on = o.ordered_on THEN 'same_day_tie'
            WHEN d.order_id IS NOT NULL THEN 'later_order'
            WHEN d.outcome = 'moved' THEN 'later_transfer'
            ELSE 'later_decision'
        END AS cause
    FROM orders AS o
    LEFT JOIN compared AS d ON d.idncase = o.idncase
    LEFT JOIN cases AS k ON k.idncase = o.idncase
    WHERE o.order_class = 'removal'
),
-- one row a case in both: whether the outcome is the ledger's state, and if not, why
outcomes AS (
    SELECT
        CASE
            WHEN outcome = state THEN 'agrees'
            WHEN is_after_release THEN 'completion_after_release'
            WHEN case_type = 'WHO' THEN 'withholding_only_case'
            WHEN completed_on IS NULL THEN 'open_proceeding'
            WHEN completed_on = ledger_completed_on AND last_idnproceeding <> ledger_idnproceeding THEN 'same_day_tie'
            WHEN outcome = 'moved' THEN 'transfer_last'
            WHEN undone_by IS NOT NULL THEN 'order_undone'
            WHEN state = 'pending' THEN 'appeal_undecided'
            ELSE 'read_otherwise'
        END AS cause
    FROM compared
    WHERE left_out_because IS NULL
),
-- one row a case that the other method shows as ordered removed, though no order of it stands
not_standing AS (
    SELECT
        CASE
            WHEN is_after_release THEN 'completion_after_release'
            WHEN undone_by IS NOT NULL THEN undone_by
            WHEN order_id IS NULL THEN 'no_order'
            WHEN final_basis IN ('not_final', 'not_observable') THEN final_basis
            ELSE 'no_order'
        END AS cause
    FROM compared
    WHERE shows_removal AND NOT has_standing_order
),
-- one row a finest count: a measure and one or two levels
facts AS (
    SELECT 'ddp_cases' AS measure, coalesce(left_out_because, 'in_both') AS fact_1, '' AS fact_2, count(*) AS n
    FROM compared GROUP BY left_out_because
    UNION ALL
    SELECT 'ddp_orders', cause, CASE WHEN is_in_absentia THEN 'yes' ELSE 'no' END, count(*)
    FROM fates GROUP BY cause, is_in_absentia
    UNION ALL
    SELECT 'ddp_standing_orders', cause, CASE WHEN is_in_absentia THEN 'yes' ELSE 'no' END, count(*)
    FROM fates WHERE is_standing GROUP BY cause, is_in_absentia
    UNION ALL
    SELECT 'ddp_outcomes', cause, '', count(*) FROM outcomes GROUP BY cause
    UNION ALL
    SELECT 'ddp_removal_not_standing', cause, '', count(*) FROM not_standing GROUP BY cause
),
-- one row a finest count of cases in both: a thing that both say of a case, in two ways
pairs AS (
    SELECT
        CASE WHEN has_standing_order THEN 'yes' ELSE 'no' END AS stands,
        CASE WHEN shows_removal THEN 'yes' ELSE 'no' END AS shows_removal,
        CASE WHEN is_represented_in_ledger THEN 'yes' ELSE 'no' END AS represented,
        CASE WHEN is_represented THEN 'yes' ELSE 'no' END AS shows_represented,
        CASE WHEN is_ever_in_absentia THEN 'yes' ELSE 'no' END AS in_absentia,
        CASE WHEN is_in_absentia THEN 'yes' ELSE 'no' END AS shows_in_absentia,
        CASE
            WHEN last_idnappeal IS NULL THEN 'no_filing'
            WHEN is_case_appeal THEN 'case_appeal'
            ELSE 'other_filing'
        END AS appeal,
        CASE
            WHEN completed_on IS NULL THEN 'none' WHEN completed_on_last > completed_on THEN 'board' ELSE 'judge'
        END AS completion
    FROM compared
    WHERE left_out_because IS NULL
),
-- one row a finest count of those
pair_facts AS (
    SELECT 'ddp_removal' AS measure, stands AS fact_1, shows_removal AS fact_2, count(*) AS n
    FROM pairs GROUP BY stands, shows_removal
    UNION ALL
    SELECT 'ddp_representation', represented, shows_represented, count(*)
    FROM pairs GROUP BY represented, shows_represented
    UNION ALL
    SELECT 'ddp_absence', in_absentia, shows_in_absentia, count(*) FROM pairs GROUP BY in_absentia, shows_in_absentia
    UNION ALL
    SELECT 'ddp_board', appeal, completion, count(*) FROM pairs GROUP BY appeal, completion
),
-- one row a finest count, of either sort
every_fact AS (
    SELECT * FROM facts
    UNION ALL
    SELECT * FROM pair_facts
),
-- one row a count asked for; an empty fact stands for any
counted AS (
    SELECT
        l.measure, l.unit, l.order_class, l.by_1, l.level_1, l.by_2, l.level_2, l.note, coalesce(sum(f.n), 0) AS n
    FROM compare_levels AS l
    LEFT JOIN every_fact AS f
        ON f.measure = l.measure
        AND (l.fact_1 = '' OR l.fact_1 = f.fact_1)
        AND (l.fact_2 = '' OR l.fact_2 = f.fact_2)
    GROUP BY l.measure, l.unit, l.order_class, l.by_1, l.level_1, l.by_2, l.level_2, l.note
)
SELECT
    c.measure,
    'ddp' AS method,
    c.order_class,
    c.by_1,
    c.level_1,
    c.by_2,
    c.level_2,
    s.as_of,
    s.release,
    s.simulated,
    c.unit,
    CAST(c.n AS BIGINT) AS numerator,
    CAST(c.n AS BIGINT) AS value,
    c.note,
    s.source
FROM counted AS c
CROSS JOIN stamp AS s
ORDER BY c.measure NULLS LAST, c.by_1 NULLS LAST, c.level_1 NULLS LAST, c.by_2 NULLS LAST, c.level_2 NULLS LAST
