-- notes: one row a kind of oddity met in the release: kept in the ledger, counted here, never dropped in silence.
-- Key: kind. Every kind is listed, also with a count of zero.
WITH
-- one row a kind found among proceedings
of_proceedings AS (
    SELECT 'proceeding_without_case' AS kind, count(*) AS n, 'kept as a case of its own; in no case row' AS rule
    FROM proceedings WHERE idncase IS NULL
    UNION ALL
    SELECT 'proceeding_of_unlisted_case', count(*), 'kept in every table but cases, which has one row a case of the release'
    FROM proceedings AS p
    LEFT JOIN release_cases AS c ON c.idncase = p.idncase
    WHERE p.idncase IS NOT NULL AND c.idncase IS NULL
    UNION ALL
    SELECT 'repeated_proceeding_key', (SELECT count(*) FROM release_proceedings) - count(*), 'taken once'
    FROM proceedings
    UNION ALL
    SELECT 'completion_after_release', count(*), 'has not happened'
    FROM proceedings WHERE comp_date IS NOT NULL AND completed_on IS NULL
    UNION ALL
    SELECT 'decision_without_date', count(*), 'not a completion'
    FROM proceedings WHERE comp_date IS NULL AND coalesce(dec_code, other_comp) IS NOT NULL
    UNION ALL
    SELECT 'proceeding_without_entry_date', count(*), 'undoes nothing'
    FROM proceedings WHERE entered_on IS NULL
),
-- one row a kind found among completions
of_completions AS (
    SELECT 'completion_without_code' AS kind, count(*) AS n, 'category other' AS rule
    FROM decided WHERE decision_code IS NULL
    UNION ALL
    SELECT 'completion_code_unknown', count(*), 'category other'
    FROM decided WHERE decision_code IS NOT NULL AND is_unknown_code
    UNION ALL
    SELECT 'completion_before_1950', count(*), 'kept as written'
    FROM decided WHERE completed_on < DATE '1950-01-01'
    UNION ALL
    SELECT 'absence_without_removal_order', count(*), 'ABSENTIA = Y on another decision is not an order in absence'
    FROM decided WHERE absentia = 'Y' AND NOT is_in_absentia
    UNION ALL
    SELECT 'decision_and_other_completion', count(*), 'DEC_CODE wins'
    FROM decided WHERE dec_code IS NOT NULL AND other_comp IS NOT NULL
),
-- one row a kind found among orders
of_orders AS (
    SELECT 'deportation_in_absence_without_charge_date' AS kind, count(*) AS n, 'read as charged before 13 June 1992' AS rule
    FROM order_base WHERE is_in_absentia AND case_type = 'DEP' AND charged_on IS NULL
    UNION ALL
    SELECT 'due_date_before_order', count(*), 'impossible; the computed due date is used'
    FROM order_base WHERE written_due_on < ordered_on
    UNION ALL
    SELECT 'order_undone_by_unlisted_rescission', count(*), 'a rescission that was itself reversed has no order row'
    FROM release_appeals
    WHERE upper(strappealtype) = 'APPEAL OF IJ MTR' AND strfiledby = 'I' AND strbiadecision = 'SUS'
),
-- one row a kind found among appeals
of_appeals AS (
    SELECT 'appeal_matched_by_case' AS kind, count(*) AS n, 'no proceeding named; matched by filing date' AS rule
    FROM appeals WHERE appeal_type = 'CASE APPEAL' AND is_matched_by_case
    UNION ALL
    SELECT 'appeal_unmatched', count(*), 'fits no order; bears on none'
    FROM appeals WHERE appeal_type = 'CASE APPEAL' AND order_id IS NULL
    UNION ALL
    SELECT 'appeal_of_order_in_absence', count(*), 'ignored for finality (8 CFR 1241.1(e))'
    FROM appeals AS a
    INNER JOIN order_base AS o ON o.order_id = a.order_id AND o.is_final_at_once
    WHERE a.appeal_type = 'CASE APPEAL'
    UNION ALL
    SELECT 'board_decision_incomplete', count(*), 'a date without a code, or a code without a date: undecided'
    FROM appeals WHERE (decision_on IS NULL) <> (decision_code IS NULL)
    UNION ALL
    SELECT 'board_decision_continued', count(*), 'CON, ACR, ADR: still undecided'
    FROM appeals WHERE effect = 'undecided'
),
-- one row a kind found among motions and family markers
of_others AS (
    SELECT 'granted_motion_without_date' AS kind, count(*) AS n, 'undoes nothing' AS rule
    FROM release_motions AS m
    INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.undoes_if_granted = 'yes'
    WHERE m.dec = 'G' AND m.comp_date IS NULL
    UNION ALL
    SELECT 'case_without_proceeding', count(*), 'state no_proceeding'
    FROM cases WHERE state = 'no_proceeding'
    UNION ALL
    SELECT 'hearing_of_unknown_case', count(*), 'kept'
    FROM release_hearings_raw AS h
    LEFT JOIN cases AS c ON c.idncase = h.idncase
    WHERE c.idncase IS NULL
)
SELECT kind, tabled AS "table", n AS "count", rule AS example_rule
FROM (
    SELECT kind, 'proceedings' AS tabled, n, rule FROM of_proceedings
    UNION ALL
    SELECT kind, 'completions', n, rule FROM of_completions
    UNION ALL
    SELECT kind, 'orders', n, rule FROM of_orders
    UNION ALL
    SELECT kind, 'appeals', n, rule FROM of_appeals
    UNION ALL
    SELECT kind, 'others', n, rule FROM of_others
) AS every_kind
ORDER BY tabled NULLS LAST, kind NULLS LAST
