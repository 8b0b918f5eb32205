-- change_splits: one row a kind of change and the levels asked for: how many rows changed so.
-- Rule: a row is at the court, city and state of its case in the release that holds it (the older one, if both do).
-- `cause` says of what vanished whether its case went to another court, is gone too, or is where it was.
WITH
-- one row a changed row: its case in each release
placed AS (
    SELECT
        f.change, f.is_decided, f.happened_on, f.application, f.idncase, o.idncase AS old_case, n.idncase AS new_case,
        o.court_code AS old_court, n.court_code AS new_court,
        CASE WHEN f.change = 'appeared' OR f.change = 'returned' THEN n.court_code ELSE o.court_code END AS court_code,
        CASE WHEN f.change = 'appeared' OR f.change = 'returned' THEN n.city ELSE o.city END AS city,
        CASE WHEN f.change = 'appeared' OR f.change = 'returned' THEN n.state ELSE o.state END AS case_state
    FROM change_facts AS f
    LEFT JOIN old_cases AS o ON o.idncase = f.idncase
    LEFT JOIN new_cases AS n ON n.idncase = f.idncase
),
-- one row a changed row: its levels in what is asked, and nothing in what is not
leveled AS (
    SELECT
        p.change,
        CASE WHEN a.by_court THEN coalesce(p.court_code, 'unknown') ELSE '' END AS court,
        CASE WHEN a.by_city THEN coalesce(p.city, 'unknown') ELSE '' END AS city,
        CASE WHEN a.by_case_state THEN coalesce(p.case_state, 'unknown') ELSE '' END AS case_state,
        CASE WHEN NOT a.by_fiscal_year THEN '' WHEN p.happened_on IS NULL THEN 'unknown'
            ELSE 'FY' || CAST(fiscal_year(p.happened_on) AS STRING) END AS fiscal_year,
        CASE WHEN a.by_application THEN coalesce(p.application, 'unknown') ELSE '' END AS application,
        CASE WHEN NOT a.by_decision THEN '' WHEN p.is_decided THEN 'decided' WHEN p.is_decided IS NULL THEN 'unknown'
            ELSE 'pending' END AS decision,
        CASE WHEN NOT a.by_cause OR p.change <> 'vanished' THEN ''
            WHEN p.old_case IS NULL THEN 'unknown' WHEN p.new_case IS NULL THEN 'case_gone'
            WHEN p.old_court IS DISTINCT FROM p.new_court THEN 'moved_court' ELSE 'same_court' END AS cause
    FROM placed AS p CROSS JOIN asked_splits AS a
)
SELECT change, court, city, case_state, fiscal_year, application, decision, cause, count(*) AS row_count
FROM leveled
GROUP BY change, court, city, case_state, fiscal_year, application, decision, cause
