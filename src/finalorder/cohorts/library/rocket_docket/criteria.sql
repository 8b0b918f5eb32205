-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, sections 6 and 10 (EOIR PM 19-04, 16 Nov 2018). The marker carries no date: it is the release's
-- present value.
SELECT
    idncase,
    order_id,
    family_docket <> 'family_unit_2018' AS other_docket,
    is_certain,
    'case identifier FA (current value only)' AS evidence
FROM standing
