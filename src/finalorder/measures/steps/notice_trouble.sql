-- notice_trouble: one row a case and a kind of trouble with a notice, as far as coded: since when.
-- Key: idncase, rank. Prepared by the build. Most trouble is never coded. Of any schedule row: returned, no address
-- given, or adjournment code 10 (sent or served incorrectly). The lowest rank is the kind that counts.
WITH
-- one row a schedule row that is coded as trouble
coded AS (
    SELECT h.idncase, t.rank, t.kind, h.entered_on
    FROM hearings AS h
    INNER JOIN registry_notice_trouble AS t ON t.code = h.notice_code
    WHERE t.field = 'notice'
    UNION ALL
    SELECT h.idncase, t.rank, t.kind, h.entered_on
    FROM hearings AS h
    INNER JOIN registry_notice_trouble AS t ON t.code = h.adjournment_code
    WHERE t.field = 'adjournment'
)
SELECT idncase, rank, kind, min(entered_on) AS entered_on
FROM coded
WHERE idncase IS NOT NULL AND entered_on IS NOT NULL
GROUP BY idncase, rank, kind
ORDER BY idncase NULLS LAST, rank NULLS LAST
