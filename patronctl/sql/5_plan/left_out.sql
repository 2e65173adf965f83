-- Reads record: how many records skip_records left out.
SELECT count(*) AS records FROM record WHERE left_out;
