-- Reads target, change, patron_type_code: the patron types that this run creates.
SELECT DISTINCT target.patron_type AS name
FROM target JOIN change ON change.record = target.record
WHERE target.patron_type IS NOT NULL AND target.patron_type NOT IN (SELECT name FROM patron_type_code)
ORDER BY name;
