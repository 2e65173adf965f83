-- Reads remote; writes store.confirmed: patrons whom the target no longer has are no longer confirmed, so they are looked up and created again.
DELETE FROM store.confirmed
WHERE target = {{ target | param }} AND remote_id NOT IN (SELECT remote_id FROM remote);
