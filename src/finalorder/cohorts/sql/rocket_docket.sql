-- rocket_docket: one row a case of the 2018 family-unit docket with a standing order.
-- Key: idncase. Rules: contract, sections 6 and 10 (EOIR PM 19-04, 16 Nov 2018). The marker carries no date: it is the
-- release's present value.
SELECT idncase, order_id, is_certain AS lower, true AS upper, 'case identifier FA (now, not then)' AS evidence
FROM standing
WHERE family_docket = 'family_unit_2018'
