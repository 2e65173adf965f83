-- Writes store.confirmed: what the target acknowledged of these patrons just now, in the place of what it did before.
DELETE FROM store.confirmed
WHERE target = {{ target | param }} AND list_contains(CAST({{ patrons | param }} AS BIGINT[]), patron_id);
INSERT INTO store.confirmed
SELECT {{ target | param }}, row.patron_id, row.remote_id, row.inactive, row.category, row.sent, row.held, row.expiry_before, {{ now | param }}
FROM (
    SELECT unnest(from_json({{ rows | param }}, '[{"patron_id":"BIGINT","remote_id":"VARCHAR","inactive":"BOOLEAN","category":"VARCHAR","sent":"VARCHAR","held":"VARCHAR","expiry_before":"VARCHAR"}]')) AS row
);
