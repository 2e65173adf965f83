-- Reads nothing, writes the catalog: attaches the patron store as `store`, making the file where it is missing.
ATTACH {{ path | path }} AS store;
