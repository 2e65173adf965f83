-- Reads store.patron, store.sighting, store.job_state; writes snapshot, circulation, circulation_absence: the store as the rules see it,
-- if the next feeds hold the people of the last ones and nobody has transactions. Nobody knows better before a run.
CREATE OR REPLACE TEMP TABLE snapshot AS
WITH sighted AS (
    SELECT patron_id, max(coalesce(seen_until, last_update_at)) AS last_seen, bool_or(seen_until IS NULL) AS seen_now
    FROM store.sighting
    LEFT JOIN store.job_state USING (job)
    GROUP BY patron_id
)
SELECT
    patron_id,
    site,
    patron_type,
    access_level,
    persona,
    status,
    inactive_since,
    graduation_year,
    grade_level,
    birth_date,
    coalesce(sighted.seen_now, false) AS seen_now,
    false AS listed_elsewhere,
    coalesce(sighted.last_seen, first_seen) AS last_seen
FROM store.patron
LEFT JOIN sighted USING (patron_id);

CREATE OR REPLACE TEMP TABLE circulation AS
SELECT patron_id, CAST(NULL AS INTEGER) AS checkouts, CAST(NULL AS BIGINT) AS fines_cents, CAST(NULL AS BOOLEAN) AS known
FROM snapshot
WHERE false;

CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT true AS means_none;
