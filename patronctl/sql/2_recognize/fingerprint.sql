-- Reads the feed, writes `fingerprint`: one hash per record, in the order of the file. No value is kept.
{% from "2_recognize/feed_hash.sql" import feed_hash with context %}
CREATE TEMP TABLE fingerprint AS
SELECT {{ feed_hash(feed) }} AS feed_hash
FROM (
    {% include "1_stage/feed.sql" %}
);
