-- Reads record: how many records ask for a barcode, or may get one because they have none.
SELECT count(*) AS records FROM record WHERE barcode = 'autoassign' OR {{ assigns_to_new | param }} AND barcode IS NULL;
