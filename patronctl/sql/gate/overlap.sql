-- Reads `matched` and store.sighting, answers with how many patrons the job's last update saw, and how many of them are in this feed.
SELECT
    (SELECT count(*) FROM store.sighting WHERE job = {{ job | param }} AND seen_until IS NULL) AS known,
    count(DISTINCT patron_id) AS again
FROM matched
WHERE sighted AND seen_until IS NULL;
