-- notes: one row a kind of oddity met in the release: kept in the ledger, counted here, never dropped in silence.
-- Key: kind. Every kind of registry/notes.csv is listed with its rule, also with a count of zero.
WITH
-- one row a kind found among the proceedings' keys and case types
of_keys AS (
    SELECT 'proceeding_without_key' AS kind, count(*) AS n FROM proceedings WHERE idnproceeding IS NULL
    UNION ALL
    SELECT 'proceeding_without_case', count(*) FROM proceedings WHERE idncase IS NULL
    UNION ALL
    SELECT 'proceeding_of_unlisted_case', count(*)
    FROM proceedings AS p
    LEFT JOIN cases AS c ON c.idncase = p.idncase
    WHERE p.idncase IS NOT NULL AND c.idncase IS NULL
    UNION ALL
    SELECT 'repeated_proceeding_key', (SELECT count(*) FROM release_proceedings) - count(*) FROM proceedings
    UNION ALL
    SELECT 'contradictory_case_types', count(*) FROM case_places WHERE has_several_types
),
-- one row a kind found among the proceedings' dates
of_proceedings AS (
    SELECT 'proceeding_without_entry_date' AS kind, count(*) AS n FROM proceedings WHERE entered_on IS NULL
    UNION ALL
    SELECT 'proceeding_entered_after_release', count(*)
    FROM proceedings AS p CROSS JOIN release_info AS r WHERE p.input_date > r.release_day
    UNION ALL
    SELECT 'completion_after_release', count(*) FROM proceedings WHERE comp_date IS NOT NULL AND completed_on IS NULL
    UNION ALL
    SELECT 'decision_without_date', count(*)
    FROM proceedings WHERE comp_date IS NULL AND coalesce(dec_code, other_comp) IS NOT NULL
    UNION ALL
    SELECT 'reopening_without_day', count(DISTINCT p.idnproceeding)
    FROM proceedings AS p
    INNER JOIN order_base AS o ON o.idncase = p.idncase AND o.order_id <> p.idnproceeding
    CROSS JOIN release_info AS r
    LEFT JOIN registry_decisions AS t
        ON t.category = 'transfer' AND t.decision_type = 'O' AND t.code = p.other_comp AND t.case_type = '*'
    WHERE p.case_kind = 'removal' AND t.code IS NULL
        AND p.trans_in_date IS NULL AND (p.entered_on IS NULL OR p.entered_on > r.release_day)
),
-- one row a date of the release that may be impossible
dated AS (
    SELECT 'impossible_date' AS kind, charged_on AS day FROM proceedings
    UNION ALL
    SELECT 'impossible_date', input_date FROM proceedings
    UNION ALL
    SELECT 'impossible_date', comp_date FROM proceedings
    UNION ALL
    SELECT 'impossible_date', hearing_date FROM proceedings
    UNION ALL
    SELECT 'impossible_date', recorded_due_on FROM proceedings
    UNION ALL
    SELECT 'impossible_appeal_date', datappealfiled FROM release_appeals
    UNION ALL
    SELECT 'impossible_appeal_date', datbiadecision FROM release_appeals
    UNION ALL
    SELECT 'impossible_motion_date', comp_date FROM release_motions
    UNION ALL
    SELECT 'impossible_motion_date', motion_recd_date FROM release_motions
    UNION ALL
    SELECT 'impossible_hearing_date', scheduled_on FROM hearings
),
-- one row a kind of impossible date: no life before these courts lies there
of_dates AS (
    SELECT d.kind, count(*) AS n
    FROM dated AS d
    INNER JOIN registry_spans AS s ON s.name = 'possible_dates' AND (d.day < s.first_on OR d.day > s.last_on)
    GROUP BY d.kind
),
-- one row a kind found among completions
of_completions AS (
    SELECT 'completion_without_code' AS kind, count(*) AS n FROM decided WHERE decision_code IS NULL
    UNION ALL
    SELECT 'completion_code_unknown', count(*)
    FROM decided WHERE decision_code IS NOT NULL AND is_unknown_code AND NOT is_review
    UNION ALL
    SELECT 'review_code_unknown', count(*)
    FROM decided WHERE decision_code IS NOT NULL AND is_unknown_code AND is_review AND category = 'review'
    UNION ALL
    SELECT 'case_type_unknown', count(*)
    FROM decided WHERE case_kind = 'other'
    UNION ALL
    SELECT 'absence_without_removal_order', count(*) FROM decided WHERE absentia = 'Y' AND NOT is_in_absentia
    UNION ALL
    SELECT 'decision_and_other_completion', count(*) FROM decided WHERE dec_code IS NOT NULL AND other_comp IS NOT NULL
),
-- one row a kind found among orders
of_orders AS (
    SELECT 'deportation_in_absentia_without_charge_date' AS kind, count(*) AS n
    FROM order_base WHERE is_in_absentia AND case_type = 'DEP' AND charged_on IS NULL
    UNION ALL
    SELECT 'due_date_before_order', count(*) FROM order_base WHERE written_due_on < ordered_on
    UNION ALL
    SELECT 'order_by_the_board', count(*)
    FROM appeals AS a
    INNER JOIN decided AS d ON d.idnproceeding = a.idnproceeding
    WHERE a.appeal_type = 'case_appeal' AND a.order_id IS NULL AND a.filed_by = 'I' AND a.is_decided
        AND a.effect = 'reversed'
    UNION ALL
    SELECT 'rescission_reversed', count(*)
    FROM appeals WHERE appeal_type = 'motion_appeal' AND filed_by = 'I' AND is_decided AND effect = 'reversed'
),
-- one row a kind found among case appeals and the orders they belong to
of_appeals AS (
    SELECT 'appeal_matched_by_case' AS kind, count(*) AS n
    FROM appeals WHERE appeal_type = 'case_appeal' AND is_matched_by_case
    UNION ALL
    SELECT 'appeal_unmatched', count(*)
    FROM appeals WHERE appeal_type = 'case_appeal' AND order_id IS NULL AND NOT names_a_proceeding
    UNION ALL
    SELECT 'appeal_of_unknown_proceeding', count(*)
    FROM appeals WHERE idnproceeding IS NOT NULL AND NOT names_a_proceeding
    UNION ALL
    SELECT 'appeal_of_order_in_absentia', count(*)
    FROM appeals AS a
    INNER JOIN order_base AS o ON o.order_id = a.order_id AND o.is_final_at_once
    WHERE a.appeal_type = 'case_appeal'
    UNION ALL
    SELECT 'appeal_decided_before_order', count(*)
    FROM appeals AS a
    INNER JOIN order_base AS o ON o.order_id = a.order_id
    WHERE a.appeal_type = 'case_appeal' AND a.is_decided AND a.decision_on < o.ordered_on
),
-- one row a case appeal of the release as written, and whether it was filed by the release day
case_appeals AS (
    SELECT
        a.*,
        coalesce(a.datappealfiled > r.release_day, false) AS is_filed_later,
        coalesce(a.datbiadecision > r.release_day, false) AS is_decided_later
    FROM release_appeals AS a
    CROSS JOIN release_info AS r
    WHERE upper(a.strappealcategory) = 'IJ' AND upper(a.strappealtype) = 'CASE APPEAL'
),
-- one row a kind found among case appeals as written
of_written_appeals AS (
    SELECT 'appeal_after_release' AS kind, count(*) AS n FROM case_appeals WHERE is_filed_later
    UNION ALL
    SELECT 'appeal_rejected', count(*)
    FROM case_appeals WHERE NOT is_filed_later AND NOT is_decided_later AND strbiadecision = 'REJ'
    UNION ALL
    SELECT 'appeal_without_key', count(*) FROM case_appeals WHERE idnappeal IS NULL
),
-- one row a kind found among the Board's decisions of case appeals
of_decisions AS (
    SELECT 'board_decision_after_release' AS kind, count(*) AS n
    FROM case_appeals WHERE NOT is_filed_later AND is_decided_later
    UNION ALL
    SELECT 'board_decision_incomplete', count(*)
    FROM case_appeals
    WHERE NOT is_filed_later AND NOT is_decided_later AND coalesce(strbiadecision, '') <> 'REJ'
        AND (datbiadecision IS NULL) <> (strbiadecision IS NULL)
    UNION ALL
    SELECT 'board_decision_continued', count(*)
    FROM appeals WHERE appeal_type = 'case_appeal' AND decision_on IS NOT NULL AND effect = 'undecided'
    UNION ALL
    SELECT 'board_code_unknown', count(*)
    FROM case_appeals AS a
    LEFT JOIN registry_board_decisions AS b ON b.code = a.strbiadecision
    WHERE a.strbiadecision IS NOT NULL AND b.code IS NULL
),
-- one row a motion that undoes an order if it is granted
undoing_motions AS (
    SELECT m.*
    FROM release_motions AS m
    INNER JOIN registry_motions AS t ON t.code = m.rec_type AND t.undoes_if_granted = 'yes'
),
-- one row a kind found among motions and hearings
of_motions_and_hearings AS (
    SELECT 'granted_motion_without_date' AS kind, count(*) AS n
    FROM undoing_motions WHERE dec = 'G' AND comp_date IS NULL
    UNION ALL
    SELECT 'granted_motion_after_release', count(*)
    FROM undoing_motions AS m CROSS JOIN release_info AS r WHERE m.dec = 'G' AND m.comp_date > r.release_day
    UNION ALL
    SELECT 'motion_of_unknown_case', count(*)
    FROM undoing_motions AS m LEFT JOIN cases AS c ON c.idncase = m.idncase WHERE c.idncase IS NULL
    UNION ALL
    SELECT 'hearing_of_unknown_case', count(*)
    FROM hearings AS h LEFT JOIN cases AS c ON c.idncase = h.idncase WHERE c.idncase IS NULL
    UNION ALL
    SELECT 'hearing_without_key', count(*) FROM hearings WHERE idnschedule IS NULL
),
-- one row a kind found among cases and families
of_cases AS (
    SELECT 'case_without_proceeding' AS kind, count(*) AS n FROM cases WHERE state = 'no_proceeding'
    UNION ALL
    SELECT 'case_without_key', count(*) FROM release_cases WHERE idncase IS NULL
    UNION ALL
    SELECT 'repeated_case_key', count(idncase) - (SELECT count(*) FROM cases) FROM release_cases
    UNION ALL
    SELECT 'several_family_dockets', count(*) FROM families WHERE is_on_several
    UNION ALL
    SELECT 'rider_of_unknown_lead', count(*)
    FROM cases AS c
    LEFT JOIN cases AS l ON l.idncase = c.lead_idncase
    WHERE c.is_rider AND l.idncase IS NULL
),
-- one row a kind that was counted
counted AS (
    SELECT kind, n FROM of_keys
    UNION ALL
    SELECT kind, n FROM of_proceedings
    UNION ALL
    SELECT kind, n FROM of_dates
    UNION ALL
    SELECT kind, n FROM of_completions
    UNION ALL
    SELECT kind, n FROM of_orders
    UNION ALL
    SELECT kind, n FROM of_appeals
    UNION ALL
    SELECT kind, n FROM of_written_appeals
    UNION ALL
    SELECT kind, n FROM of_decisions
    UNION ALL
    SELECT kind, n FROM of_motions_and_hearings
    UNION ALL
    SELECT kind, n FROM of_cases
)
SELECT k.kind, k."table", CAST(coalesce(c.n, 0) AS BIGINT) AS "count", k.rule AS example_rule
FROM registry_notes AS k
LEFT JOIN counted AS c ON c.kind = k.kind
ORDER BY k."table" NULLS LAST, k.kind NULLS LAST
