-- backlog_age: one row a case pending on the day asked, charged by it.
-- Key: idncase. days: from the first charging document to the day asked.
SELECT
    idncase,
    court_code,
    custody_code,
    charged_on AS counted_on,
    as_of AS representation_day,
    days_between(charged_on, as_of) AS days
FROM pending_now
WHERE charged_on <= as_of
