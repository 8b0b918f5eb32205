-- order_facts: one row a standing order, with what dimensions ask of it.
-- Key: idncase: one standing order a case.
SELECT * FROM standing
