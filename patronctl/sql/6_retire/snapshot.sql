-- Reads future, matched, glimpsed, asked_to_delete, policy, store.sighting, store.job_state; writes snapshot: what the rules ask about a
-- patron, and when they were last seen. Who stands in this run's feed is seen: changed or not, applied or skipped. Empty where nobody is judged.
CREATE OR REPLACE TEMP TABLE snapshot AS
WITH present AS (
    SELECT patron_id FROM matched WHERE patron_id IS NOT NULL
    UNION ALL
    SELECT patron_id FROM glimpsed
),
sighted AS (
    SELECT patron_id, max(coalesce(seen_until, last_update_at)) AS last_seen,
        -- Somebody who stands in another feed that was updated meanwhile has not left: this run would only undo what that one did.
        bool_or(seen_until IS NULL AND job <> {{ job | param }} AND (coalesce(last_update_at > (SELECT last_full_at FROM store.job_state WHERE job = {{ job | param }}), true)
            OR CAST((last_update_at AT TIME ZONE 'UTC') AT TIME ZONE policy.timezone AS DATE) = policy.today)) AS listed_elsewhere
    FROM store.sighting
    LEFT JOIN store.job_state USING (job)
    CROSS JOIN policy
    WHERE patron_id NOT IN (SELECT patron_id FROM present)
    GROUP BY patron_id
),
judged AS (
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
        first_seen,
        -- A patron of this run alone has no first_seen yet.
        patron_id IN (FROM present) OR first_seen IS NULL AS seen_now
    FROM future
)
SELECT judged.* EXCLUDE (first_seen), coalesce(sighted.last_seen, first_seen) AS last_seen, coalesce(sighted.listed_elsewhere, false) AS listed_elsewhere
FROM judged
CROSS JOIN policy
LEFT JOIN sighted USING (patron_id)
WHERE {{ judges | param }}
    -- Whom no rule can hit: active, seen by this run, of a class that is still at school, and not named by the feed. That is nearly everybody.
    AND ({{ everybody | param }} OR NOT seen_now OR status = 'I' OR TRY_CAST(graduation_year AS INTEGER) <= policy.school_year
        OR patron_id IN (SELECT patron_id FROM asked_to_delete));
