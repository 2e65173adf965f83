-- Reads matched: how many records that can be applied name a known patron, for each of the feed's sites and, with site NULL, in all.
SELECT site, count(*) AS known
FROM matched
WHERE patron_id IS NOT NULL AND NOT error
GROUP BY GROUPING SETS ((site), ())
HAVING site IS NOT NULL OR grouping(site) = 1;
