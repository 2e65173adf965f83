-- Reads target, writes claim: the district IDs that a patron matched by barcode would newly have; unique in the district.
INSERT INTO claim
SELECT 'district_id', record, patron_id, district_id, match_key
FROM target
WHERE district_id IS NOT NULL AND stored_district_id IS DISTINCT FROM district_id;
