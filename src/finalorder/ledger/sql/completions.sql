-- completions: one row a completed proceeding.
-- Key: idnproceeding. Order: idncase, sequence.
-- Rules: contract, section 6. Transfers and changes of venue move a case and are never its initial completion; an
-- administrative closure never makes a later order subsequent.
SELECT
    idncase,
    idnproceeding,
    sequence,
    court_code,
    completed_on,
    category,
    dec_code,
    other_comp,
    is_in_absentia,
    is_dispositive,
    is_initial,
    custody_code
FROM decided
ORDER BY idncase NULLS LAST, sequence NULLS LAST, idnproceeding NULLS LAST
