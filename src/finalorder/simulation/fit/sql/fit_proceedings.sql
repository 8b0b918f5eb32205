-- fit_proceedings: one row a proceeding of the cases of fit_cases, with what its hazards depend on and how it ended.
-- Key: idnproceeding. is_missed: ordered removed in absentia on the day of the first hearing. is_moved: venue or transfer.
WITH
-- one row a proceeding, numbered within its case
numbered AS (
    SELECT
        idnproceeding,
        idncase,
        input_date AS entered_on,
        hearing_date AS first_hearing_on,
        comp_date AS ended_on,
        coalesce(base_city_code, '') AS court,
        custody,
        dec_code,
        other_comp,
        appeal_rsvd,
        coalesce(absentia = 'Y', false) AS is_absent,
        row_number() OVER (PARTITION BY idncase ORDER BY idnproceeding NULLS LAST) AS place
    FROM release_proceedings
    WHERE idnproceeding IS NOT NULL
)
SELECT
    n.idnproceeding,
    n.idncase,
    c.case_type,
    c.docket,
    c.is_child,
    c.charged_on,
    c.represented_on,
    n.entered_on,
    n.first_hearing_on,
    n.ended_on,
    n.court,
    n.custody,
    n.dec_code,
    n.other_comp,
    n.appeal_rsvd,
    n.place = 1 AS is_first,
    n.is_absent,
    n.is_absent AND coalesce(n.ended_on = n.first_hearing_on, false) AS is_missed,
    coalesce(n.other_comp IN ('C', 'T'), false) AS is_moved,
    coalesce(c.represented_on <= n.first_hearing_on, false) AS counsel_first,
    coalesce(c.represented_on <= n.ended_on, false) AS counsel_end
FROM numbered AS n
INNER JOIN fit_cases AS c ON c.idncase = n.idncase
