-- Reads nothing, writes the catalog: attaches the patron store as `store`; nothing can be written to it.
ATTACH {{ path | path }} AS store (READ_ONLY);
