-- Reads change, retirement: one number for the whole plan, whatever the order of its rows.
SELECT printf('%016x', xor(coalesce(changes.digest, 0), coalesce(retirements.digest, 0))) AS digest
FROM (SELECT bit_xor(hash(match_key, action, before, after, record_hash)) AS digest FROM change) AS changes,
(SELECT bit_xor(hash(patron_id, action, rule, before, after)) AS digest FROM retirement) AS retirements;
