-- backlog: one row a case pending on the day asked.
-- Key: idncase. Its year is that of the first charging document.
SELECT
    idncase,
    court_code,
    custody_code,
    charged_on AS counted_on,
    as_of AS representation_day,
    true AS in_numerator
FROM pending_now
