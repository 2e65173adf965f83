-- Reads target, writes claim: the barcodes at a site that a patron would newly hold (specification, part 6).
CREATE TEMP TABLE claim AS
SELECT 'barcode' AS kind, record, patron_id, concat(site, {{ unit | param }}, barcode) AS slot, match_key
FROM target
WHERE barcode IS NOT NULL AND (is_new OR stored_site IS DISTINCT FROM site OR stored_barcode IS DISTINCT FROM barcode);
