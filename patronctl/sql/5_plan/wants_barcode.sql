-- Reads record: how many records ask for a barcode.
SELECT count(*) AS records FROM record WHERE barcode = 'autoassign';
