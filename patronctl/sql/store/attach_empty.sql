-- Reads nothing, writes the catalog: an empty store in memory, for a dry run before the first run.
ATTACH ':memory:' AS store;
