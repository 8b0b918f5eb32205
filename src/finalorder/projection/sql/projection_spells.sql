-- projection_spells: one row a proceeding that makes a case pending while it is open: where, from when, until when, how it ended.
-- Key: idnproceeding. Kept for the other steps, not published.
-- Rules: docs/forecast.md. Came: moved after a transfer, returned after another end, new without an earlier proceeding.
-- Custody, docket and priority are the release's present values. Without cities all of them are one, without a name.
WITH
-- one row a proceeding that is pending while open, with its end
ended AS (
    SELECT
        p.idnproceeding,
        p.idncase,
        CASE WHEN a.by_city THEN coalesce(t.city, p.court_code, '') ELSE '' END AS city,
        coalesce(p.entered_on, p.placed_on, p.charged_on) AS entered_on,
        p.charged_on,
        p.hearing_date AS first_hearing_on,
        coalesce(p.custody_code = 'D', false) AS is_detained,
        c.completed_on AS ended_on,
        CASE
            WHEN c.idnproceeding IS NULL THEN 'open'
            WHEN c.category = 'transfer' THEN 'moved'
            WHEN c.is_in_absentia THEN 'in_absentia'
            WHEN c.category = 'removal_order' THEN 'removal'
            WHEN c.category = 'administrative_closure' THEN 'closed'
            ELSE 'ended'
        END AS how
    FROM proceedings AS p
    CROSS JOIN asked_places AS a
    LEFT JOIN completions AS c ON c.idnproceeding = p.idnproceeding
    LEFT JOIN registry_cities AS t ON t.court_code = p.court_code
    WHERE p.is_pending_while_open AND p.is_entered AND p.idncase IS NOT NULL
),
-- one row a proceeding, and how the one before it in its case ended
followed AS (
    SELECT
        e.*,
        lag(e.how) OVER (PARTITION BY e.idncase ORDER BY e.entered_on NULLS LAST, e.idnproceeding NULLS LAST) AS before
    FROM ended AS e
    WHERE e.entered_on IS NOT NULL
)
SELECT
    f.idnproceeding,
    f.city,
    f.entered_on,
    coalesce(f.charged_on, f.entered_on) AS charged_on,
    f.first_hearing_on,
    f.is_detained,
    f.ended_on,
    f.how,
    CASE WHEN f.before IS NULL THEN 'new' WHEN f.before = 'moved' THEN 'moved' ELSE 'returned' END AS came,
    CASE WHEN r.came_alone = 'yes' THEN 1 WHEN k.family_docket <> 'none' THEN 2 ELSE 0 END AS docket,
    k.first_represented_on
FROM followed AS f
LEFT JOIN cases AS k ON k.idncase = f.idncase
LEFT JOIN registry_priorities AS r ON r.code = k.priority_code
WHERE f.ended_on IS NULL OR f.ended_on >= f.entered_on
