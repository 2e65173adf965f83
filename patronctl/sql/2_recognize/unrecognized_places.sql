-- Reads unrecognized: which records have to be converted, in the order of the file. One list, because there may be millions.
SELECT coalesce(list(record ORDER BY record), []) AS records FROM unrecognized;
