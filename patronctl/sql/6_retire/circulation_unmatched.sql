-- Reads circulation_match: how many lines of the circulation file there are, and how many match no patron.
SELECT count(DISTINCT record) AS records, count(DISTINCT record) FILTER (patron_id IS NULL) AS unmatched
FROM circulation_match;
