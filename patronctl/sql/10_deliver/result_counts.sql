-- Reads delivery_result: how many patrons ended how.
SELECT action, outcome, coalesce(code, '') AS code, count(DISTINCT patron_id) AS patrons
FROM delivery_result
GROUP BY ALL
ORDER BY ALL;
