-- Reads store.schema_version: which schema the store has.
SELECT max(version) AS version FROM store.schema_version;
