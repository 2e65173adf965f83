-- Reads fingerprint, store.sighting, store.patron; writes `recognized`: the records that read as they did at the job's last update, when they
-- were applied without a word, and whose patrons nobody has changed since. To convert them again would change nothing and say nothing.
-- The records whose shape the feed's gates look at are converted all the same.
CREATE TEMP TABLE recognized AS
SELECT
    fingerprint.rowid AS record,
    patron.patron_id,
    {% if match_on == "district_id" %}patron.district_id{% else %}concat(patron.site, {{ unit | param }}, patron.barcode){% endif %} AS match_key,
    patron.site,
    patron.district_id,
    patron.barcode,
    concat_ws(', ', patron.last_name, patron.first_name) AS name,
    patron.revision,
    sighting.record_hash,
    sighting.feed_hash
FROM fingerprint
JOIN store.sighting AS sighting
    ON sighting.feed_hash = fingerprint.feed_hash AND sighting.job = {{ job | param }} AND sighting.seen_until IS NULL
JOIN store.patron AS patron
    ON patron.patron_id = sighting.patron_id AND patron.revision = sighting.revision
WHERE fingerprint.rowid % {{ every | param }} <> 0;

-- Writes `unrecognized`: the other records, in the order of the file.
CREATE TEMP TABLE unrecognized AS
SELECT fingerprint.rowid AS record, fingerprint.feed_hash
FROM fingerprint
WHERE fingerprint.rowid NOT IN (SELECT record FROM recognized)
ORDER BY record;
