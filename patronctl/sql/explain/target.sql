-- Reads desired, store.confirmed: one patron at one target, as last confirmed and as they should be.
SELECT desired.fields AS wanted, confirmed.held, confirmed.remote_id, confirmed.confirmed_at
FROM (SELECT 1)
LEFT JOIN (SELECT * FROM desired WHERE patron_id = {{ patron_id | param }}) AS desired ON true
LEFT JOIN (SELECT * FROM store.confirmed WHERE target = {{ target | param }} AND patron_id = {{ patron_id | param }}) AS confirmed ON true;
