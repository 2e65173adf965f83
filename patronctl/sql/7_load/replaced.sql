-- Reads target, change, sighting facts; writes `replaced` and `seen`: what the load will put into the store, computed before it begins.
CREATE TEMP TABLE replaced AS
SELECT target.* FROM target JOIN change ON change.record = target.record WHERE NOT target.is_new;

CREATE TEMP TABLE seen AS
WITH applied AS (
    SELECT pending.patron_id,
        CASE WHEN refused.record IS NULL THEN matched.record_hash END AS record_hash,
        coalesce(matched.stored_revision, 0) + CASE WHEN change.record IS NULL THEN 0 ELSE 1 END AS revision
    FROM pending
    JOIN matched ON matched.record = pending.record
    LEFT JOIN (SELECT DISTINCT record FROM refused) AS refused ON refused.record = pending.record
    LEFT JOIN change ON change.record = pending.record
    WHERE NOT (pending.is_new AND change.record IS NULL)
), present AS (
    SELECT patron_id, NULL AS record_hash, any_value(stored_revision) AS revision
    FROM matched
    WHERE patron_id IS NOT NULL AND NOT same
    GROUP BY patron_id
)
SELECT * FROM applied
UNION ALL
SELECT * FROM present WHERE patron_id NOT IN (SELECT patron_id FROM applied) AND patron_id NOT IN (SELECT patron_id FROM matched WHERE same);
