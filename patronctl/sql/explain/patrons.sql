-- Reads future, store.patron, pending: the patrons with this district ID or, where there is none, this barcode; new ones too.
WITH found AS (
    SELECT *, district_id IS NOT DISTINCT FROM {{ key | param }} AS by_district_id
    FROM future
    WHERE district_id = {{ key | param }} OR barcode = {{ key | param }}
)
SELECT patron_id, site, district_id, barcode, last_name, first_name, status, first_seen IS NULL AS is_new
FROM found
WHERE by_district_id OR NOT EXISTS (FROM found WHERE by_district_id)
ORDER BY site, patron_id;
