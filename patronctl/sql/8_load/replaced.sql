-- Reads target, change, matched, pending, refused, duplicate; writes `replaced` and `seen`: what the load will put into the store, computed before it begins.
CREATE TEMP TABLE replaced AS
SELECT
    target.patron_id,
    {% for field in fields %}
    target.{{ field.name | ident }},
    {% endfor %}
    target.password_fingerprint, target.stored_status, target.stored_inactive_since, target.username_before, target.inactive_by, target.status_before,
    target.persona_given, target.stored_first_seen, target.stored_revision
FROM target
JOIN change ON change.record = target.record
WHERE NOT target.is_new;

-- A record of which something is said, or that was refused in part, is without a feed_hash: next time it is converted again.
CREATE TEMP TABLE seen AS
WITH applied AS (
    SELECT pending.patron_id,
        CASE WHEN refused.record IS NULL THEN matched.record_hash END AS record_hash,
        CASE WHEN refused.record IS NULL AND NOT matched.says THEN matched.feed_hash END AS feed_hash,
        coalesce(matched.stored_revision, 0) + CASE WHEN change.record IS NULL THEN 0 ELSE 1 END AS revision
    FROM pending
    JOIN matched ON matched.record = pending.record
    LEFT JOIN (SELECT DISTINCT record FROM refused) AS refused ON refused.record = pending.record
    LEFT JOIN change ON change.record = pending.record
    WHERE NOT (pending.is_new AND change.record IS NULL)
), reads_otherwise AS (
    -- The same patron out of another text: a blank at the end, say, or other properties.
    SELECT patron_id, record_hash, CASE WHEN NOT says THEN feed_hash END AS feed_hash, sighted_revision AS revision
    FROM matched
    WHERE same AND CASE WHEN NOT says THEN feed_hash END IS DISTINCT FROM sighted_feed_hash AND record NOT IN (SELECT record FROM duplicate)
), present AS (
    SELECT patron_id, any_value(stored_revision) AS revision
    FROM matched
    WHERE patron_id IS NOT NULL AND NOT same
    GROUP BY patron_id
), not_applied AS (
    SELECT patron_id, NULL AS record_hash, NULL AS feed_hash, revision
    FROM present
    WHERE patron_id NOT IN (SELECT patron_id FROM applied)
        AND patron_id NOT IN (SELECT patron_id FROM matched WHERE same AND patron_id IN (SELECT patron_id FROM present))
)
SELECT * FROM applied UNION ALL SELECT * FROM reads_otherwise UNION ALL SELECT * FROM not_applied;
