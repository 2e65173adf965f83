-- Reads entry, writes nothing: of each field how many known patrons get another value. An entry stands there once for each of its messages.
WITH changed AS (
    SELECT DISTINCT line, district_id, barcode, unnest(json_keys(after)) AS field
    FROM entry
    WHERE action IN ('updated', 'transferred', 'reactivated') AND after IS NOT NULL
)
SELECT field, count(*) AS patrons
FROM changed
GROUP BY field
ORDER BY patrons DESC, field;
