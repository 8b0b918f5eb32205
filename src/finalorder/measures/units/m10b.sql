-- m10b: one row a case never detained or released whose application for asylum was decided.
-- Key: idncase. In the numerator: no hearing held by the decision was missed. The decision is the first completion of a
-- proceeding with such an application; custody is that of the completion.
WITH
-- one row a proceeding with a decided application for asylum
decided AS (
    SELECT DISTINCT a.idnproceeding
    FROM release_applications AS a
    INNER JOIN registry_application_decisions AS d ON d.code = a.appl_dec AND d.is_decided = 'yes'
    WHERE a.appl_code = 'ASYL'
),
-- one row a completion of such a proceeding, in the order of its case
placed AS (
    SELECT c.*, row_number() OVER (PARTITION BY c.case_key ORDER BY c.sequence NULLS LAST) AS place
    FROM completed AS c
    INNER JOIN decided AS d ON d.idnproceeding = c.idnproceeding
),
-- one row a case that missed a hearing: the first time
missed AS (
    SELECT idncase, min(scheduled_on) AS missed_on
    FROM held
    WHERE is_absence
    GROUP BY idncase
)
SELECT
    p.idncase,
    p.court_code,
    p.custody_code,
    p.completed_on AS counted_on,
    p.completed_on AS representation_day,
    m.missed_on IS NULL OR m.missed_on > p.completed_on AS in_numerator
FROM placed AS p
INNER JOIN registry_custody AS x ON x.code = p.custody_code AND x.is_detained = 'no'
LEFT JOIN missed AS m ON m.idncase = p.idncase
WHERE p.place = 1
