-- Writes store.history, store.tombstone: tombstones older than the district keeps them go, and with them the last values in history.
UPDATE store.history
SET decided_by = NULL, reason = NULL
WHERE decided_by IS NOT NULL AND patron_id IN (
    SELECT patron_id FROM store.tombstone WHERE deleted_at <= CAST({{ as_of | param }} AS TIMESTAMP) - to_days({{ kept_days | param }})
);

DELETE FROM store.tombstone WHERE deleted_at <= CAST({{ as_of | param }} AS TIMESTAMP) - to_days({{ kept_days | param }});
