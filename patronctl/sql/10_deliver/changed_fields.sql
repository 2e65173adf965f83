-- Reads delivery: how many patrons would change in each field.
SELECT field, count(*) AS patrons
FROM (SELECT unnest(map_keys(fields)) AS field FROM delivery WHERE action IN ('update', 'inactivate', 'reactivate'))
GROUP BY field
ORDER BY field;
