-- Reads converted_record, unrecognized; writes the view `record`: the converted records, each with its number in the file, counted from 0.
CREATE OR REPLACE TEMP VIEW record AS
SELECT unrecognized.record, converted_record.*
FROM converted_record
JOIN unrecognized ON unrecognized.rowid = converted_record.rowid;
