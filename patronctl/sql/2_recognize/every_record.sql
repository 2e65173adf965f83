-- Reads converted_record; writes the view `record`: the converted records, each with its number in the file, counted from 0.
CREATE OR REPLACE TEMP VIEW record AS
SELECT rowid AS record, * FROM converted_record;
