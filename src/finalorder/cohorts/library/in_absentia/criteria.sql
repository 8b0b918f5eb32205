-- criteria: one row a standing order, and whether it fails each criterion.
-- Rules: contract, section 10.
SELECT idncase, order_id, NOT is_in_absentia AS in_court, is_certain, 'order entered in absentia' AS evidence
FROM standing
