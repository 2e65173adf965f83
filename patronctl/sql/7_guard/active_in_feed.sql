-- Reads matched, change, store.patron: of each site and, with site NULL, of all: how many active patrons the job's last feed had and this one
-- has again, and how many of them it inactivates.
WITH again AS (
    SELECT patron_id FROM matched WHERE sighted AND seen_until IS NULL AND NOT error
), standing AS (
    SELECT patron.site, patron.patron_id IN (SELECT patron_id FROM change WHERE inactivates) AS inactivates
    FROM store.patron AS patron
    WHERE patron.status <> 'I' AND patron.patron_id IN (FROM again)
)
SELECT site, count(*) AS active, count(*) FILTER (inactivates) AS inactivated
FROM standing
GROUP BY GROUPING SETS ((site), ())
HAVING site IS NOT NULL OR grouping(site) = 1
ORDER BY site NULLS FIRST;
