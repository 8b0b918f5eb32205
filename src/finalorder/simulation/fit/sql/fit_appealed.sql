-- fit_appealed: one row a proceeding of fit_proceedings from whose decision an appeal was filed.
-- Key: idnproceeding. An appeal without its proceeding belongs to the decision that came up to 45 days before it.
SELECT p.idnproceeding
FROM fit_proceedings AS p
INNER JOIN release_appeals AS a ON a.idnproceeding = p.idnproceeding
WHERE upper(a.strappealtype) = 'CASE APPEAL'
UNION
SELECT p.idnproceeding
FROM fit_proceedings AS p
INNER JOIN release_appeals AS a ON a.idncase = p.idncase
WHERE upper(a.strappealtype) = 'CASE APPEAL' AND a.idnproceeding IS NULL
    AND days_between(p.ended_on, a.datappealfiled) BETWEEN 1 AND 45
