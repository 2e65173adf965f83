-- Reads record and unreadable: how many lines the reader made records of, and how many it could not.
SELECT (SELECT count(*) FROM record) AS records, (SELECT count(*) FROM unreadable) AS unreadable;
