-- matters: one row a case, a fiscal year and the way in which the case was a matter of that year.
-- Key: case_key, fiscal_year, how. Kept for M2 to M4: decided, administratively closed, or pending on the last day.
-- is_first: of these ways the first that a case has in a year: decided before closed before pending.
-- is_ordered_in_absentia: some order in absentia of the case was issued by the last day. Custody is N or R throughout:
-- that of the completion, or of the open proceeding.
WITH
-- one row a case ever ordered removed in absentia: since when
absent AS (
    SELECT case_key, min(completed_on) AS absent_on
    FROM completed
    WHERE is_in_absentia
    GROUP BY case_key
),
-- one row a case ever administratively closed: the first time
closed AS (
    SELECT case_key, min(sequence) AS sequence
    FROM completed
    WHERE category = 'administrative_closure'
    GROUP BY case_key
),
-- one row a span that covers the last day of some year: the first of these years, and the first one after them
dated AS (
    SELECT *
    FROM (
        SELECT
            s.*,
            greatest(fiscal_year(s.from_on), b.first_year) AS first_year,
            CASE
                WHEN s.until_on IS NULL OR s.until_on > a.as_of THEN b.after_year ELSE fiscal_year(s.until_on)
            END AS after_year
        FROM pending_spans AS s
        CROSS JOIN asked AS a
        CROSS JOIN fiscal_year_bounds AS b
        WHERE s.from_on <= a.as_of
    ) AS every_span
    WHERE first_year < after_year
),
-- one row a case with several such spans: their years in all, from which those of the other one of two follow
several AS (
    SELECT
        idncase,
        count(*) AS spans,
        min(rank) AS best_rank,
        max(rank) AS worst_rank,
        CAST(sum(first_year) AS BIGINT) AS first_years,
        CAST(sum(after_year) AS BIGINT) AS after_years
    FROM dated
    GROUP BY idncase
    HAVING count(*) > 1
),
-- one row such a span: whether one of three or of two of a rank has to be chosen, else the years of a better one
compared AS (
    SELECT
        d.*,
        coalesce(m.spans - 1 > 1 OR m.best_rank = m.worst_rank, false) AS is_one_of_several,
        CASE WHEN d.rank > m.best_rank THEN m.first_years - d.first_year END AS better_first,
        CASE WHEN d.rank > m.best_rank THEN m.after_years - d.after_year END AS better_after
    FROM dated AS d
    LEFT JOIN several AS m ON m.idncase = d.idncase
),
-- one row a span and a year whose last day it covers; of two spans the better one, already
covering AS (
    SELECT
        d.idncase, y.fiscal_year, y.last_day, d.court_code, d.custody_code, d.rank, d.from_on, d.row_id,
        d.is_one_of_several
    FROM compared AS d
    INNER JOIN fiscal_year_spans AS y ON y.first_year = d.first_year AND y.after_year = d.after_year
    WHERE d.is_one_of_several OR d.better_first IS NULL OR y.fiscal_year < d.better_first
        OR y.fiscal_year >= d.better_after
),
-- one row such a span and year of a case where one has to be chosen, the strongest evidence first
chosen AS (
    SELECT
        idncase, fiscal_year, last_day, court_code, custody_code,
        row_number() OVER (
            PARTITION BY idncase, fiscal_year ORDER BY rank NULLS LAST, from_on DESC, row_id DESC
        ) AS place
    FROM covering
    WHERE is_one_of_several
),
-- one row a case and a year in which it was decided or first closed while not detained: whether it was decided
ended AS (
    SELECT c.case_key, c.fiscal_year, max(CASE WHEN c.is_initial THEN 1 ELSE 0 END) = 1 AS is_decided
    FROM completed AS c
    INNER JOIN registry_custody AS x ON x.code = c.custody_code AND x.is_detained = 'no'
    LEFT JOIN closed AS f ON f.case_key = c.case_key AND f.sequence = c.sequence
    WHERE c.is_initial OR f.case_key IS NOT NULL
    GROUP BY c.case_key, c.fiscal_year
),
-- one row a case, a year and a way
every AS (
    SELECT
        c.case_key, c.idncase, c.fiscal_year, 'decided' AS how, c.completed_on AS counted_on, y.last_day,
        c.court_code, c.custody_code
    FROM completed AS c
    LEFT JOIN fiscal_years AS y ON y.fiscal_year = c.fiscal_year
    WHERE c.is_initial
    UNION ALL
    SELECT c.case_key, c.idncase, c.fiscal_year, 'closed', c.completed_on, y.last_day, c.court_code, c.custody_code
    FROM completed AS c
    INNER JOIN closed AS f ON f.case_key = c.case_key AND f.sequence = c.sequence
    LEFT JOIN fiscal_years AS y ON y.fiscal_year = c.fiscal_year
    UNION ALL
    SELECT idncase, idncase, fiscal_year, 'pending', last_day, last_day, court_code, custody_code
    FROM chosen
    WHERE place = 1
    UNION ALL
    SELECT idncase, idncase, fiscal_year, 'pending', last_day, last_day, court_code, custody_code
    FROM covering
    WHERE NOT is_one_of_several
)
SELECT
    e.case_key,
    e.idncase,
    e.fiscal_year,
    e.how,
    e.counted_on,
    e.court_code,
    e.custody_code,
    coalesce(b.absent_on <= coalesce(e.last_day, e.counted_on), false) AS is_ordered_in_absentia,
    e.how = 'decided' OR d.case_key IS NULL OR (e.how = 'closed' AND NOT d.is_decided) AS is_first
FROM every AS e
INNER JOIN registry_custody AS x ON x.code = e.custody_code AND x.is_detained = 'no'
LEFT JOIN absent AS b ON b.case_key = e.case_key
LEFT JOIN ended AS d ON d.case_key = e.case_key AND d.fiscal_year = e.fiscal_year
