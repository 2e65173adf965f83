-- Reads nothing, writes the catalog: attaches a patron store as `grown`, to be read only.
ATTACH {{ path | path }} AS grown (READ_ONLY);
