-- Reads change: how many patrons of each site the feed itself makes inactive.
SELECT coalesce(site, '') AS site, count(*) AS patrons FROM change WHERE inactivates GROUP BY ALL ORDER BY ALL;
