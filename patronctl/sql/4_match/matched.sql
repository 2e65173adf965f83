-- Reads converted_match, recognized; writes the view `matched`: one row per record read.
CREATE TEMP VIEW matched AS
SELECT * FROM converted_match
UNION ALL
SELECT
    record, match_key, site, patron_id, revision AS stored_revision, record_hash, feed_hash, false AS says, true AS sighted,
    revision AS sighted_revision, feed_hash AS sighted_feed_hash, NULL AS seen_until, false AS error, true AS same, false AS stays_deleted, false AS asks_to_delete
FROM recognized;
