-- digest_sums: one row: how many rows of a release there are, and the sums of the words of their digests.
-- Rule: sums do not depend on an order, and those of two parts of a table add up to those of both.
SELECT
    count(*) AS row_count,
    CAST(coalesce(sum(digest_word(row_digest, 0)), 0) AS BIGINT) AS word_0,
    CAST(coalesce(sum(digest_word(row_digest, 1)), 0) AS BIGINT) AS word_1,
    CAST(coalesce(sum(digest_word(row_digest, 2)), 0) AS BIGINT) AS word_2,
    CAST(coalesce(sum(digest_word(row_digest, 3)), 0) AS BIGINT) AS word_3,
    CAST(coalesce(sum(digest_word(row_digest, 4)), 0) AS BIGINT) AS word_4,
    CAST(coalesce(sum(digest_word(row_digest, 5)), 0) AS BIGINT) AS word_5,
    CAST(coalesce(sum(digest_word(row_digest, 6)), 0) AS BIGINT) AS word_6,
    CAST(coalesce(sum(digest_word(row_digest, 7)), 0) AS BIGINT) AS word_7
FROM release_rows
