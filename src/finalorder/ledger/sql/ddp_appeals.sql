-- ddp_appeals: one row a case with any filing at the Board, as the Deportation Data Project makes it.
-- Key: idncase. Kept for comparing, not published.
-- Rules: their eoir_appeals.R. All filings of a case, of every type and category, are sorted by decision day, filing day
-- and key, blanks last; the last row stands for all. So an undecided filing outranks a decided one, and bond and motion
-- appeals compete with appeals from the decision. The proceeding a filing names is ignored.
WITH
-- one row a filing with a case: its place from the end of their order
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY idncase
            ORDER BY datbiadecision DESC NULLS FIRST, datappealfiled DESC NULLS FIRST, idnappeal DESC NULLS FIRST
        ) AS place
    FROM release_appeals
    WHERE idncase IS NOT NULL
)
SELECT
    idncase,
    idnappeal AS last_idnappeal,
    datappealfiled AS filed_on,
    datbiadecision AS decided_on,
    strbiadecision AS decision_code,
    coalesce(upper(strappealcategory) = 'IJ' AND upper(strappealtype) = 'CASE APPEAL', false) AS is_case_appeal
FROM placed
WHERE place = 1
