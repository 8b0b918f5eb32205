-- projection_spells: one row a proceeding that makes a case pending while it is open, if it is in any month asked: where,
-- how it came, how it ended, and the numbers of the months in which it was entered, ended, and changed its state.
-- Key: none. Kept for the other steps, not published.
-- Rules: docs/forecast.md. Came: moved after a transfer, returned after another end, new without an earlier proceeding.
-- Custody, docket and priority are the release's present values. Without cities all of them are one, without a name.
-- Months begin on the same day of each (month_number); what never happened is in a month after all, a hearing that is not
-- set in one before all. soon: from when the first hearing is near. ages: until when it is in each age band.
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
),
-- one row a proceeding that is open at some time of the months asked
open_then AS (
    SELECT f.*, coalesce(f.charged_on, f.entered_on) AS aged_from
    FROM followed AS f
    CROSS JOIN month_bounds AS b
    WHERE f.entered_on < b.last_begins_on AND coalesce(f.ended_on >= f.entered_on AND f.ended_on >= b.first_begins_on, true)
)
SELECT
    f.city,
    f.is_detained,
    f.how,
    CASE WHEN f.before IS NULL THEN 'new' WHEN f.before = 'moved' THEN 'moved' ELSE 'returned' END AS came,
    CASE WHEN r.came_alone = 'yes' THEN 1 WHEN k.family_docket <> 'none' THEN 2 ELSE 0 END AS docket,
    month_number(f.entered_on, b.begins_on) AS entered,
    coalesce(month_number(f.ended_on, b.begins_on), b.after_all) AS ended,
    coalesce(month_number(k.first_represented_on, b.begins_on), b.after_all) AS represented,
    coalesce(month_number(f.first_hearing_on, b.begins_on), b.before_all) AS heard,
    coalesce(month_number(f.first_hearing_on - b.soon, b.begins_on), b.before_all) AS soon,
    month_number(f.aged_from + (b.first_age - 1), b.begins_on) AS first_age,
    month_number(f.aged_from + (b.second_age - 1), b.begins_on) AS second_age,
    month_number(f.aged_from + (b.third_age - 1), b.begins_on) AS third_age,
    month_number(f.aged_from + (b.fourth_age - 1), b.begins_on) AS fourth_age
FROM open_then AS f
CROSS JOIN month_bounds AS b
LEFT JOIN cases AS k ON k.idncase = f.idncase
LEFT JOIN registry_priorities AS r ON r.code = k.priority_code
