-- Reads converted_record, unrecognized: the lines that were picked and are not the records that they were picked for.
SELECT unrecognized.record
FROM unrecognized
LEFT JOIN converted_record ON converted_record.rowid = unrecognized.rowid
WHERE converted_record.feed_hash IS DISTINCT FROM unrecognized.feed_hash
UNION ALL
SELECT NULL FROM converted_record WHERE rowid >= (SELECT count(*) FROM unrecognized)
LIMIT 1;
