-- Reads record, store.patron, store.sighting, store.tombstone; writes converted_match: one row per converted record, with the stored patron that it names.
-- `same` says that the record equals the one that this job applied last time: to the baseline of an incremental update,
-- and to the stored patron as well where nobody has changed them since (the revision). Whom the retirement has inactivated is to be
-- active again, though the record is the same. `says` that something is said of it as an update,
-- so that it has to be converted the next time too.
CREATE TEMP TABLE converted_match AS
SELECT
    record.record,
    record.match_key,
    {% if site_default %}CASE WHEN record.site_blank THEN coalesce(patron.site, record.site) ELSE record.site END AS site{% else %}record.site{% endif %},
    patron.patron_id,
    patron.revision AS stored_revision,
    record.record_hash,
    record.feed_hash,
    record.messages IS NOT NULL AND regexp_matches(record.messages, {{ said_of_update | param }}) AS says,
    sighting.patron_id IS NOT NULL AS sighted,
    sighting.revision AS sighted_revision,
    sighting.feed_hash AS sighted_feed_hash,
    sighting.seen_until,
    record.error OR (patron.patron_id IS NULL AND record.add_error) AS error,
    coalesce(
        {{ trusts_hashes | param }}
        AND sighting.record_hash = record.record_hash
        AND sighting.seen_until IS NULL
        AND (sighting.revision = patron.revision OR {{ incremental | param }} AND (patron.status <> 'I' OR patron.inactive_by IS DISTINCT FROM {{ by_retirement | param }})),
        false
    ) AS same,
    -- Deleted because they were inactive, and listed as inactive still: to add them would only delete them again.
    {% if maps_status %}patron.patron_id IS NULL AND coalesce(record.status = 'I', false) AND record.match_key IN (
        SELECT {% if match_on == "district_id" %}district_id{% else %}concat(site, {{ unit | param }}, barcode){% endif %} FROM store.tombstone
        WHERE list_contains({{ rules_of_inactive | param }}, rule) AND {% if match_on == "district_id" %}district_id{% else %}barcode{% endif %} IS NOT NULL
    ){% else %}false{% endif %} AS stays_deleted,
    {% if maps_action %}coalesce(record.action = 'delete', false){% else %}false{% endif %} AS asks_to_delete
FROM record
LEFT JOIN store.patron AS patron
    ON {% if match_on == "district_id" %}patron.district_id = record.match_key{% else %}patron.site = record.site AND patron.barcode = record.barcode AND record.match_key IS NOT NULL{% endif %}

LEFT JOIN store.sighting AS sighting
    ON sighting.patron_id = patron.patron_id AND sighting.job = {{ job | param }}
WHERE NOT record.left_out;
