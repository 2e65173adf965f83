-- Reads retirement; writes store.tombstone, store.history, store.sighting, store.patron: the person goes, a tombstone stays.
-- What earlier runs changed about the person is forgotten; that they changed something is not.
INSERT INTO store.tombstone (patron_id, district_id, site, barcode, deleted_at, rule, reason, run_id)
SELECT patron_id, district_id, site, barcode, {{ as_of | param }}, rule, reason, {{ run_id | param }}
FROM retirement
WHERE action = 'deleted';

UPDATE store.history
SET before = NULL, after = NULL, decided_by = NULL, reason = NULL
WHERE patron_id IN (SELECT patron_id FROM retirement WHERE action = 'deleted');

INSERT INTO store.history (run_id, happened_at, patron_id, action, reason, rule, decided_by)
SELECT {{ run_id | param }}, {{ as_of | param }}, patron_id, action, reason, rule, decided_by
FROM retirement
WHERE action = 'deleted';

DELETE FROM store.sighting WHERE patron_id IN (SELECT patron_id FROM retirement WHERE action = 'deleted');

DELETE FROM store.patron WHERE patron_id IN (SELECT patron_id FROM retirement WHERE action = 'deleted');
