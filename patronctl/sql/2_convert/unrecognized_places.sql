-- Reads unrecognized: which records have to be converted, in the order of the file.
SELECT record FROM unrecognized ORDER BY record;
