-- starts: one row a case of the removal pipeline: when and where its first proceeding began.
-- Key: idncase. Not kept: read by the cohort incidence. Rules: contract, section 9, CI: the first proceeding's day of entry
-- (INPUT_DATE), else its charging document's day.
WITH
-- one row a proceeding entered by the day, in the order of entry
entered AS (
    SELECT
        p.idncase,
        p.input_date,
        p.charged_on,
        p.court_code,
        p.custody_code,
        row_number() OVER (PARTITION BY p.idncase ORDER BY p.input_date NULLS LAST, p.idnproceeding NULLS LAST) AS place
    FROM proceedings AS p
    CROSS JOIN asked AS a
    WHERE p.idncase IS NOT NULL AND p.case_kind = 'removal'
        AND (p.input_date IS NULL OR p.input_date <= a.as_of)
),
-- one row a case: its first proceeding
firsts AS (
    SELECT * FROM entered WHERE place = 1
)
SELECT
    idncase,
    coalesce(input_date, charged_on) AS started_on,
    input_date IS NULL AS is_by_charge,
    court_code,
    custody_code
FROM firsts
WHERE coalesce(input_date, charged_on) IS NOT NULL
