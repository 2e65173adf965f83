-- Reads delivery; writes store.confirmed: the file is placed, so it is what the target has.
DELETE FROM store.confirmed WHERE target = {{ target | param }};
INSERT INTO store.confirmed
SELECT {{ target | param }}, patron_id, CAST(patron_id AS VARCHAR), inactive, '', CAST(to_json(wanted) AS VARCHAR), CAST(to_json(wanted) AS VARCHAR), NULL, {{ now | param }}
FROM delivery
WHERE NOT gone;
