-- Reads circulation_line: the values that are no amounts. Checkouts are a whole number; fines an amount with at most two decimals.
-- Blank is no error: for that patron the amount is unknown.
SELECT rowid + 1 AS record, 'checkouts' AS field, checkouts AS given
FROM circulation_line
WHERE NOT regexp_full_match(checkouts, '[0-9]{1,6}')
UNION ALL
SELECT rowid + 1, 'fines', fines
FROM circulation_line
WHERE NOT regexp_full_match(fines, '\$?([0-9]{1,7}|[0-9]{1,3}(,[0-9]{3}){1,2})(\.[0-9]{1,2})?')
ORDER BY record;
