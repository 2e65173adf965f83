-- Reads store.sighting, store.patron: how many patrons of each site a job's last feed held.
SELECT patron.site, count(*) AS patrons
FROM store.sighting AS sighting
JOIN store.patron AS patron USING (patron_id)
WHERE sighting.job = {{ job | param }} AND sighting.seen_until IS NULL
GROUP BY ALL
ORDER BY ALL;
