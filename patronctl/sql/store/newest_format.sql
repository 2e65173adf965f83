-- Reads nothing, writes a file at the path: an empty store in the newest form that this DuckDB writes, whose number stands in its head.
ATTACH {{ path | path }} AS newest (STORAGE_VERSION 'latest');
CREATE TABLE newest.empty (nothing INTEGER);
DETACH newest;
