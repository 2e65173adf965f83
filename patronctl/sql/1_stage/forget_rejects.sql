-- Writes nothing but the reader's own tables: what it rejected in an attempt that failed is forgotten.
DROP TABLE IF EXISTS reject_errors;
DROP TABLE IF EXISTS reject_scans;
