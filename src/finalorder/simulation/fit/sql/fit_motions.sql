-- fit_motions: one row a motion to reopen, reconsider or recalendar in a proceeding of fit_proceedings.
-- Key: none. Kind: absent (MA), recalendar (C), other (O, MC, FD, RD, VO, SA). A motion without a ruling has none.
SELECT
    p.idnproceeding,
    p.idncase,
    CASE WHEN m.rec_type = 'MA' THEN 'absent' WHEN m.rec_type = 'C' THEN 'recalendar' ELSE 'other' END AS kind,
    m.input_date AS received_on,
    m.dec AS ruling,
    m.comp_date AS ruled_on,
    (
        p.dec_code IN ('X', 'D', 'E', 'V')
    ) AS of_order
FROM release_motions AS m
INNER JOIN fit_proceedings AS p ON p.idnproceeding = m.idnproceeding
WHERE m.rec_type IN ('MA', 'C', 'O', 'MC', 'FD', 'RD', 'VO', 'SA')
