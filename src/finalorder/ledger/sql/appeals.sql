-- appeals: one row a filing with the Board that can bear on an order, with the order it was matched to.
-- Key: idnappeal. Kept for the other steps, not published.
-- Rules: contract, sections 4 and 5. A Case Appeal that names a proceeding of the release belongs to it and to no
-- other; one that names none goes to the latest order of its case that it fits by filing date. Appeals of motions, remands
-- of a court of appeals and the Board's own reopenings go to the order they name, else to the case's latest order.
-- REJ is no appeal. What was filed or decided after the release day has not happened.
WITH
-- one row a filing from a judge's decision, decoded; decision_on is null unless it has come by the release
filed AS (
    SELECT
        a.idnappeal,
        a.idncase,
        a.idnproceeding,
        k.kind AS appeal_type,
        a.datappealfiled AS filed_on,
        a.strfiledby AS filed_by,
        a.strbiadecision AS decision_code,
        CASE WHEN a.datbiadecision <= r.release_day THEN a.datbiadecision END AS decision_on,
        coalesce(b.effect, CASE WHEN a.strbiadecision IS NOT NULL THEN 'unclear' END) AS effect,
        b.undone_by
    FROM release_appeals AS a
    INNER JOIN registry_appeal_types AS k ON k.code = upper(a.strappealtype)
    CROSS JOIN release_info AS r
    LEFT JOIN registry_board_decisions AS b ON b.code = a.strbiadecision
    WHERE upper(a.strappealcategory) = 'IJ'
        AND (
            a.datappealfiled IS NULL OR a.datappealfiled <= r.release_day
            OR k.kind <> 'case_appeal'
        )
        AND NOT (
            coalesce(a.strbiadecision, '') = 'REJ'
            AND (a.datbiadecision IS NULL OR a.datbiadecision <= r.release_day)
        )
),
-- one row a filing: whether it names a proceeding of the release, and whether the Board has decided it
named AS (
    SELECT
        f.*,
        p.idnproceeding IS NOT NULL AS names_a_proceeding,
        CASE WHEN p.idnproceeding IS NOT NULL THEN p.idncase ELSE f.idncase END AS concerns_idncase,
        f.decision_on IS NOT NULL AND f.decision_code IS NOT NULL AND f.effect <> 'undecided' AS is_decided
    FROM filed AS f
    LEFT JOIN proceedings AS p ON p.idnproceeding = f.idnproceeding
),
-- one row a filing and an order it could belong to: the one it names (0), or one of its case (1)
candidates AS (
    SELECT n.idnappeal, o.order_id, o.ordered_on, 0 AS rank_of_match
    FROM named AS n
    INNER JOIN order_base AS o ON o.order_id = n.idnproceeding
    UNION ALL
    SELECT n.idnappeal, o.order_id, o.ordered_on, 1 AS rank_of_match
    FROM named AS n
    INNER JOIN order_base AS o ON o.idncase = n.idncase
    INNER JOIN registry_windows AS w ON w.name = 'late_appeal'
    WHERE CASE
        WHEN n.appeal_type = 'case_appeal'
        THEN NOT n.names_a_proceeding AND n.filed_on BETWEEN o.ordered_on AND o.due_on + w.days
        ELSE o.ordered_on <= coalesce(n.decision_on, n.filed_on)
    END
),
-- one row a filing that fits an order: the best of them
matched AS (
    SELECT idnappeal, order_id, rank_of_match
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY idnappeal ORDER BY rank_of_match NULLS LAST, ordered_on DESC, order_id DESC
            ) AS place
        FROM candidates
    ) AS ranked
    WHERE place = 1
)
SELECT n.*, m.order_id, m.rank_of_match = 1 AS is_matched_by_case
FROM named AS n
LEFT JOIN matched AS m ON m.idnappeal = n.idnappeal
