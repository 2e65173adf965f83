-- Reads circulation_line: how many records the circulation file has.
SELECT count(*) AS records FROM circulation_line;
