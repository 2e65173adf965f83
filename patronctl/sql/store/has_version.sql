-- Reads the catalog: has the store ever been given a schema?
SELECT count(*) > 0 AS there
FROM duckdb_tables()
WHERE database_name = 'store' AND table_name = 'schema_version';
