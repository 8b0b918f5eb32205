-- orders_standing: one row a case with an order of removal standing on the day asked.
-- Key: idncase. In the numerator: final even under the latest reading of every ambiguous date (the lower bound). Its
-- year is that in which the order was issued.
SELECT
    idncase,
    court_code,
    custody_code,
    ordered_on AS counted_on,
    ordered_on AS representation_day,
    is_any_certain AS in_numerator,
    'removal' AS split,
    CASE WHEN is_in_absentia THEN 'yes' ELSE 'no' END AS in_absentia,
    CASE WHEN is_initial THEN 'yes' ELSE 'no' END AS initial
FROM standing
