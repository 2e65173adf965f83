-- Reads retirement: how many patrons of each site are inactivated and deleted.
SELECT site, action, count(*) AS patrons FROM retirement WHERE action <> 'kept' GROUP BY ALL ORDER BY ALL;
