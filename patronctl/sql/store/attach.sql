-- Reads nothing, writes the catalog: attaches the patron store as `store`, making the file where it is missing.
-- The storage version decides how a new file is compressed: this one writes in half the time of the default, which is DuckDB 1.0's.
ATTACH {{ path | path }} AS store (STORAGE_VERSION 'v1.5.0');
