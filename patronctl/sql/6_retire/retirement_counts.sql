-- Reads retirement: how many patrons each rule retires, or keeps and why.
SELECT action, CASE WHEN action <> 'kept' THEN rule END AS rule, CASE WHEN action = 'kept' THEN why_kept END AS why_kept, count(*) AS patrons
FROM retirement GROUP BY ALL ORDER BY ALL;
