-- Reads the macros of people.sql, answers what a comparison of the first day's clean feed with a later one must find.
SELECT
    count(*) FILTER (WHERE i >= $records) AS added,
    count(*) FILTER (WHERE i < $records AND NOT left_us AND changed) AS changed,
    count(*) FILTER (WHERE i < $records AND left_us) AS removed
FROM (
    SELECT i, pick(i, 61, 1000000) < $gone AS left_us, pick(i, 60, 1000000) < $changed AS changed
    FROM range($records + $records::BIGINT * $new // 1000000) AS r(i)
);
