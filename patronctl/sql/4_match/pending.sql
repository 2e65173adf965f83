-- Reads matched, duplicate; writes `pending`: the records that may change the store, each with the patron's number.
-- A new patron's number follows the file, so that it needs no sort; it means nothing outside the store.
CREATE TEMP TABLE pending AS
SELECT
    matched.record,
    matched.match_key,
    coalesce(matched.patron_id, {{ first_new_id | param }} + matched.record) AS patron_id,
    matched.patron_id IS NULL AS is_new
FROM matched
WHERE NOT matched.error AND NOT matched.same AND NOT matched.stays_deleted AND NOT matched.asks_to_delete
    AND matched.record NOT IN (SELECT record FROM duplicate);

-- Reads store.patron, writes `stored`: the patrons whom these records name, as they are before the run.
CREATE TEMP TABLE stored AS
SELECT * FROM store.patron WHERE patron_id IN (SELECT patron_id FROM pending WHERE NOT is_new);

CREATE TEMP TABLE asked_to_delete AS
SELECT matched.patron_id, matched.record
FROM matched
WHERE matched.asks_to_delete AND NOT matched.error AND matched.patron_id IS NOT NULL
    AND matched.record NOT IN (SELECT record FROM duplicate);

-- What the checks of the plan decide about a pending; the view `target` heeds it.
CREATE TEMP TABLE refused (record BIGINT, what VARCHAR);
CREATE TEMP TABLE assigned (record BIGINT, barcode VARCHAR);
