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
-- one row a case with several spans: which of them makes it pending has to be chosen
several AS (
    SELECT idncase
    FROM pending_spans
    GROUP BY idncase
    HAVING count(*) > 1
),
-- one row a span, and the first year at whose end it may be pending, and the first after that
dated AS (
    SELECT
        s.*,
        CASE WHEN fiscal_year(s.from_on) < b.first_year THEN b.first_year ELSE fiscal_year(s.from_on) END AS first_year,
        CASE
            WHEN s.until_on IS NULL OR s.until_on > a.as_of THEN b.after_year ELSE fiscal_year(s.until_on)
        END AS after_year
    FROM pending_spans AS s
    CROSS JOIN asked AS a
    CROSS JOIN fiscal_year_bounds AS b
    WHERE s.from_on <= a.as_of
),
-- one row a span that covers the last day of a year
covering AS (
    SELECT
        d.idncase, y.fiscal_year, y.last_day, d.court_code, d.custody_code, d.rank, d.from_on, d.row_id,
        m.idncase IS NOT NULL AS is_one_of_several
    FROM dated AS d
    INNER JOIN fiscal_year_spans AS y ON y.first_year = d.first_year AND y.after_year = d.after_year
    LEFT JOIN several AS m ON m.idncase = d.idncase
),
-- one row such a span of a case with several, the strongest evidence first
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
    SELECT case_key, idncase, fiscal_year, 'decided' AS how, completed_on AS counted_on, court_code, custody_code
    FROM completed
    WHERE is_initial
    UNION ALL
    SELECT c.case_key, c.idncase, c.fiscal_year, 'closed', c.completed_on, c.court_code, c.custody_code
    FROM completed AS c
    INNER JOIN closed AS f ON f.case_key = c.case_key AND f.sequence = c.sequence
    UNION ALL
    SELECT idncase, idncase, fiscal_year, 'pending', last_day, court_code, custody_code
    FROM chosen
    WHERE place = 1
    UNION ALL
    SELECT idncase, idncase, fiscal_year, 'pending', last_day, court_code, custody_code
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
    coalesce(b.absent_on <= coalesce(y.last_day, e.counted_on), false) AS is_ordered_in_absentia,
    e.how = 'decided' OR d.case_key IS NULL OR (e.how = 'closed' AND NOT d.is_decided) AS is_first
FROM every AS e
LEFT JOIN fiscal_years AS y ON y.fiscal_year = e.fiscal_year
INNER JOIN registry_custody AS x ON x.code = e.custody_code AND x.is_detained = 'no'
LEFT JOIN absent AS b ON b.case_key = e.case_key
LEFT JOIN ended AS d ON d.case_key = e.case_key AND d.fiscal_year = e.fiscal_year
