-- Reads outcome, unreadable: how many records of each site had each outcome.
SELECT coalesce(site, '') AS site, action, count(*) AS records
FROM outcome
GROUP BY ALL
UNION ALL
SELECT '', 'skipped', count(*) FROM unreadable HAVING count(*) > 0
ORDER BY ALL;
