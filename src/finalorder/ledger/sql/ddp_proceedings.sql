-- ddp_proceedings: one row a case as the Deportation Data Project makes it of the case's proceedings.
-- Key: idncase. Kept for comparing, not published.
-- Rules: their eoir_proceeding.R (deportationdata/eoir, commit fd22895). A case's proceedings are sorted by completion
-- day, decision, other completion and key, blanks last; the first row gives charge, court and case type, the last row
-- gives the outcome. So an open proceeding comes last and hides every order before it. Cases with more than one case
-- type, a blank one included, are dropped; rows without a case are dropped. What is dated after the release counts.
WITH
-- one row a proceeding with a case: its place in their order
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY idncase
            ORDER BY comp_date NULLS LAST, dec_code NULLS LAST, other_comp NULLS LAST, idnproceeding NULLS LAST
        ) AS place
    FROM release_proceedings
    WHERE idncase IS NOT NULL
),
-- one row a case: how many rows it has, and the range of its case types
counted AS (
    SELECT
        idncase,
        count(*) AS proceedings,
        min(coalesce(case_type, '')) <> max(coalesce(case_type, '')) AS has_mixed_case_types
    FROM placed
    GROUP BY idncase
)
SELECT
    c.idncase,
    c.proceedings,
    c.has_mixed_case_types,
    f.osc_date AS charged_on,
    f.case_type,
    f.base_city_code AS first_court_code,
    l.idnproceeding AS last_idnproceeding,
    l.comp_date AS completed_on,
    l.base_city_code AS last_court_code,
    l.dec_code,
    l.other_comp,
    coalesce(l.absentia = 'Y', false) AS is_in_absentia
FROM counted AS c
INNER JOIN placed AS f ON f.idncase = c.idncase AND f.place = 1
INNER JOIN placed AS l ON l.idncase = c.idncase AND l.place = c.proceedings
