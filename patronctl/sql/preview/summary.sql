-- Reads record, unreadable: how many records there are, how many skip_records leaves out, and how many lines can't be read.
SELECT count(*) AS records, count(*) FILTER (left_out) AS left_out, (SELECT count(*) FROM unreadable) AS unreadable FROM record;
