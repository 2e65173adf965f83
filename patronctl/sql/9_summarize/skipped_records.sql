-- Reads message: the skipped records, in the order of the file.
SELECT DISTINCT record FROM message WHERE severity = 'E' AND record IS NOT NULL ORDER BY record;
