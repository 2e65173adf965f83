-- Reads record: those without a key, in the order of the file. A row of nothing but delimiters would be among them.
SELECT coalesce(list(record ORDER BY record), []) AS records FROM record WHERE match_key IS NULL;
