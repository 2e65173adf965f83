-- Reads the catalog: the tables of the attached store.
SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY table_name;
