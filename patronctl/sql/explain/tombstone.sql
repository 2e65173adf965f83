-- Reads store.tombstone: who was deleted with this district ID or barcode, the latest first.
SELECT site, deleted_at, rule, reason, run_id
FROM store.tombstone
WHERE district_id = {{ key | param }} OR barcode = {{ key | param }}
ORDER BY deleted_at DESC;
