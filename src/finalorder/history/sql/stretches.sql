-- stretches: one row a version of a row and the releases from which to which it stood, after a release was added.
-- Key: row_digest, occurrence, since. `origin` says where the row itself is read: in the history, or in the release.
-- Rule: a version's stretches never touch; what stood before and after the added release, and not in it, is two.
WITH
-- one row a stretch that the history has, with the places of its releases
known AS (
    SELECT
        h.row_key, h.row_digest, h.occurrence, h.since, h.until, s.place AS since_place, u.place AS until_place
    FROM history_rows AS h
    INNER JOIN history_releases AS s ON s.name = h.since
    LEFT JOIN history_releases AS u ON u.name = h.until
),
-- one row a known stretch: whether it lies around the added release, or begins right after it
placed AS (
    SELECT
        k.*, a.name AS added, a.next_name, a.next_place,
        k.since_place < a.place AND (k.until_place IS NULL OR k.until_place > a.place) AS is_around,
        k.since_place = coalesce(a.next_place, -1) AS is_after
    FROM known AS k CROSS JOIN added AS a
),
-- one row a known stretch: whether the added release holds its version of the row
judged AS (
    SELECT p.*, r.row_digest IS NOT NULL AS is_held
    FROM placed AS p
    LEFT JOIN release_rows AS r ON r.row_digest = p.row_digest AND r.occurrence = p.occurrence
),
-- one row a version that stood before and after, and not in the added release: the second part of its stretch
resumed AS (
    SELECT
        row_key, row_digest, occurrence, since AS found_at, next_name AS since, until, 'history' AS origin
    FROM judged
    WHERE is_around AND NOT is_held AND next_name IS NOT NULL AND (until_place IS NULL OR until_place > next_place)
),
-- one row a row of the added release that neither neighbor holds
appeared AS (
    SELECT
        r.row_key, r.row_digest, r.occurrence, CAST(NULL AS STRING) AS found_at, a.name AS since, a.next_name AS until,
        'release' AS origin
    FROM release_rows AS r
    CROSS JOIN added AS a
    LEFT JOIN judged AS j
        ON j.row_digest = r.row_digest AND j.occurrence = r.occurrence AND (j.is_around OR j.is_after)
    WHERE j.row_digest IS NULL
)
SELECT
    row_key, row_digest, occurrence, since AS found_at,
    CASE WHEN is_after AND is_held THEN added ELSE since END AS since,
    CASE WHEN is_around AND NOT is_held THEN added ELSE until END AS until,
    'history' AS origin
FROM judged
UNION ALL
SELECT row_key, row_digest, occurrence, found_at, since, until, origin FROM resumed
UNION ALL
SELECT row_key, row_digest, occurrence, found_at, since, until, origin FROM appeared
