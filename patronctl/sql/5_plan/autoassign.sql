-- Reads pending, record, matched, stored, store.patron; writes assigned: the next free barcodes of the site, above every number that the site
-- or the file has, as long as its longest, in the order of the match keys (docs/rules.md, part 2: autoassign).
INSERT INTO assigned
WITH wanting AS (
    SELECT pending.record, pending.match_key, matched.site
    FROM pending
    JOIN record ON record.record = pending.record
    JOIN matched ON matched.record = pending.record
    LEFT JOIN stored AS patron ON patron.patron_id = pending.patron_id
    -- A patron's barcode is one of their site: who moves takes one there.
    WHERE record.barcode = 'autoassign' AND (patron.barcode IS NULL OR patron.site IS DISTINCT FROM matched.site)
        OR {{ assigns_to_new | param }} AND record.barcode IS NULL AND pending.is_new
), taken AS (
    SELECT site, barcode FROM store.patron WHERE regexp_full_match(barcode, '[0-9]{1,14}')
    UNION ALL
    SELECT site, barcode FROM record WHERE regexp_full_match(barcode, '[0-9]{1,14}')
), top AS (
    SELECT site, max(CAST(barcode AS BIGINT)) AS number, max(length(barcode)) AS width FROM taken GROUP BY site
), numbered AS (
    SELECT wanting.record,
        coalesce(top.number, 0) + row_number() OVER (PARTITION BY wanting.site ORDER BY wanting.match_key) AS number,
        coalesce(top.width, 1) AS width
    FROM wanting LEFT JOIN top ON top.site = wanting.site
)
SELECT record, CASE WHEN length(CAST(number AS VARCHAR)) < width THEN lpad(CAST(number AS VARCHAR), CAST(width AS INTEGER), '0') ELSE CAST(number AS VARCHAR) END
FROM numbered;
