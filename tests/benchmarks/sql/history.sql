-- Reads a patron store, answers with everything that ever happened to one patron.
SELECT history.*
FROM history
JOIN patron ON patron.patron_id = history.patron_id
WHERE patron.district_id = $number
ORDER BY history.happened_at;
