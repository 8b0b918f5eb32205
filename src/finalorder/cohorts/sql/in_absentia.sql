-- in_absentia: one row a case whose standing order was entered in absentia.
-- Key: idncase. Rules: contract, section 10.
SELECT idncase, order_id, is_certain AS lower, true AS upper, 'order entered in absentia' AS evidence
FROM standing
WHERE is_in_absentia
