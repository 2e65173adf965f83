-- Reads target, writes claim: the district IDs that a patron matched by barcode would newly have; unique in the district.
CREATE TEMP TABLE claim AS
SELECT 'district_id' AS kind, record, patron_id, district_id AS slot, match_key
FROM target
WHERE district_id IS NOT NULL AND stored_district_id IS DISTINCT FROM district_id;
