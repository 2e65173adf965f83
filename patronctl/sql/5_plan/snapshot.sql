-- Reads store, target, change, matched; writes snapshot: the patrons as they will be after the load, and when each was last seen.
-- Who stands in this run's feed is seen: changed or not, applied or skipped. Empty where this run retires nobody.
CREATE OR REPLACE TEMP TABLE snapshot AS
WITH changed AS (
    SELECT target.* FROM target JOIN change ON change.record = target.record
),
patron AS (
    SELECT
        patron_id,
        {% for field in fields %}
        {{ field | ident }},
        {% endfor %}
        inactive_since,
        password_fingerprint IS NOT NULL AS has_password,
        first_seen
    FROM store.patron
    WHERE {{ retires | param }} AND patron_id NOT IN (SELECT patron_id FROM changed)
    UNION ALL
    SELECT
        patron_id,
        {% for field in fields %}
        {{ field | ident }},
        {% endfor %}
        CASE WHEN status = 'I' THEN coalesce(CASE WHEN stored_status = 'I' THEN stored_inactive_since END, {{ today | param }}) END,
        password_fingerprint IS NOT NULL,
        coalesce(stored_first_seen, {{ as_of | param }})
    FROM changed
    WHERE {{ retires | param }}
),
sighted AS (
    SELECT patron_id, max(coalesce(seen_until, last_update_at)) AS last_seen
    FROM store.sighting
    LEFT JOIN store.job_state USING (job)
    GROUP BY patron_id
),
present AS (
    SELECT patron_id FROM matched WHERE patron_id IS NOT NULL
    UNION
    SELECT patron_id FROM changed
)
SELECT
    patron.* EXCLUDE (first_seen),
    present.patron_id IS NOT NULL AS seen_now,
    CASE WHEN present.patron_id IS NOT NULL THEN CAST({{ as_of | param }} AS TIMESTAMP) ELSE coalesce(sighted.last_seen, patron.first_seen) END AS last_seen
FROM patron
LEFT JOIN sighted USING (patron_id)
LEFT JOIN present USING (patron_id);
