-- Reads outcome, record, unreadable: how many records of each site had each outcome.
SELECT coalesce(record.site, '') AS site, outcome.action, count(*) AS records
FROM outcome JOIN record ON record.rowid = outcome.record
GROUP BY ALL
UNION ALL
SELECT '', 'skipped', count(*) FROM unreadable HAVING count(*) > 0
ORDER BY ALL;
