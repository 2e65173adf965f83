-- Writes store.schema_version: the migration of this number is done.
INSERT INTO store.schema_version VALUES ({{ version | param }});
