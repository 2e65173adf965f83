-- Reads record, store.patron, store.sighting; writes `matched`: one row per record read, with the stored patron that it names.
-- `same` says that the record equals the one that this job applied last time: to the baseline of an incremental update,
-- and to the stored patron as well where nobody has changed him since (his revision).
CREATE TEMP TABLE matched AS
SELECT
    record.rowid AS record,
    record.match_key,
    patron.patron_id,
    patron.site AS stored_site,
    patron.status AS stored_status,
    patron.revision AS stored_revision,
    record.record_hash,
    sighting.patron_id IS NOT NULL AS sighted,
    sighting.record_hash AS sighted_hash,
    sighting.revision AS sighted_revision,
    sighting.seen_until,
    record.error OR (patron.patron_id IS NULL AND record.add_error) AS error,
    coalesce(
        {{ trusts_hashes | param }}
        AND sighting.record_hash = record.record_hash
        AND sighting.seen_until IS NULL
        AND ({{ incremental | param }} OR sighting.revision = patron.revision),
        false
    ) AS same,
    {% if maps_action %}coalesce(record.action = 'delete', false){% else %}false{% endif %} AS asks_to_delete
FROM record
LEFT JOIN store.patron AS patron
    ON {% if match_on == "district_id" %}patron.district_id = record.match_key{% else %}patron.site = record.site AND patron.barcode = record.barcode AND record.match_key IS NOT NULL{% endif %}

LEFT JOIN store.sighting AS sighting
    ON sighting.patron_id = patron.patron_id AND sighting.job = {{ job | param }}
WHERE NOT record.left_out;
