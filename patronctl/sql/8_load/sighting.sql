-- Reads seen, matched, glimpsed, store.job_state; writes store.sighting: who is in this feed, and since when somebody no longer is. Of a file that is only a part, nobody is missing.
DELETE FROM store.sighting WHERE job = {{ job | param }} AND patron_id IN (SELECT patron_id FROM seen);

INSERT INTO store.sighting (job, patron_id, record_hash, revision, feed_hash)
SELECT {{ job | param }}, patron_id, record_hash, revision, feed_hash FROM seen;

{% if is_whole %}
UPDATE store.sighting
SET seen_until = (SELECT max(last_update_at) FROM store.job_state WHERE job = {{ job | param }})
WHERE job = {{ job | param }} AND seen_until IS NULL
    AND patron_id NOT IN (SELECT patron_id FROM seen)
    AND patron_id NOT IN (SELECT patron_id FROM matched WHERE patron_id IS NOT NULL)
    AND patron_id NOT IN (SELECT patron_id FROM glimpsed);
{% endif %}
