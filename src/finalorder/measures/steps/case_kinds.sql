-- case_kinds: one row a kind of case: cases that agree in every dimension that a case has.
-- Key: kind_id. A number for nine texts, so that units can be counted by it.
WITH
-- one row a kind
kinds AS (
    SELECT DISTINCT case_type, nationality, language, family_docket, rider, juvenile, priority, state, case_state
    FROM case_traits
)
SELECT
    CAST(row_number() OVER (
        ORDER BY
            case_type NULLS LAST, nationality NULLS LAST, language NULLS LAST, family_docket NULLS LAST, rider NULLS LAST,
            juvenile NULLS LAST, priority NULLS LAST, state NULLS LAST, case_state NULLS LAST
    ) AS BIGINT) AS kind_id,
    k.*
FROM kinds AS k
