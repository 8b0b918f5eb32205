-- representation: one row a case that was ever represented before a court, with the day of the first appearance filed.
-- Key: idncase. Kept for the other steps, not published.
-- Rules: contract, section 6: rows for the respondent (ALIEN) at level COURT with an E-28 date. A_TblCase.E_28_DATE is
-- overwritten and never used; INS rows are the government. Withdrawals are not recorded in the release.
SELECT r.idncase, min(r.e_28_date) AS first_represented_on
FROM release_representatives AS r
CROSS JOIN release_info AS i
WHERE upper(r.strattytype) = 'ALIEN' AND upper(r.strattylevel) = 'COURT'
    AND r.e_28_date IS NOT NULL AND r.e_28_date <= i.release_day
GROUP BY r.idncase
