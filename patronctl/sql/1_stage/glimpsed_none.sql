-- Writes glimpsed_record, empty: every line is a record.
CREATE TEMP TABLE glimpsed_record (match_key VARCHAR);
