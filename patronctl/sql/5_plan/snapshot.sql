-- Reads future, matched, store.sighting, store.job_state; writes snapshot: what the rules ask about every patron, and when each was
-- last seen. Who stands in this run's feed is seen: changed or not, applied or skipped. Empty where nobody is judged.
CREATE OR REPLACE TEMP TABLE snapshot AS
WITH present AS (
    SELECT patron_id FROM matched WHERE patron_id IS NOT NULL
),
sighted AS (
    SELECT patron_id, max(coalesce(seen_until, last_update_at)) AS last_seen
    FROM store.sighting
    LEFT JOIN store.job_state USING (job)
    WHERE patron_id NOT IN (SELECT patron_id FROM present)
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
    -- A patron of this run alone has no first_seen yet.
    patron_id IN (FROM present) OR first_seen IS NULL AS seen_now,
    coalesce(sighted.last_seen, first_seen) AS last_seen
FROM future
LEFT JOIN sighted USING (patron_id)
WHERE {{ judges | param }};
