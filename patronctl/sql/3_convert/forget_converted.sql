-- Writes nothing but what an attempt to convert picked lines has left: it is forgotten, and what the reader rejected in it.
DROP TABLE IF EXISTS converted_record;
DROP TABLE IF EXISTS reject_errors;
DROP TABLE IF EXISTS reject_scans;
