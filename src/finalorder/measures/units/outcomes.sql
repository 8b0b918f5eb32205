-- outcomes: one row an initial completion.
-- Key: idnproceeding. split: what was decided; an order in absentia is a kind of its own.
SELECT
    idncase,
    court_code,
    custody_code,
    completed_on AS counted_on,
    completed_on AS representation_day,
    true AS in_numerator,
    CASE
        WHEN is_in_absentia THEN 'removal_in_absentia'
        WHEN category = 'removal_order' THEN 'removal_in_person'
        ELSE category
    END AS split
FROM completed
WHERE is_initial
