-- Reads target, change, message, patron_type_code: the patron types that this run creates. Of each record that brings one something is said.
SELECT DISTINCT target.patron_type AS name
FROM target JOIN change ON change.record = target.record
WHERE target.record IN (SELECT record FROM message WHERE code = 'patron_type_created')
    AND target.patron_type IS NOT NULL AND target.patron_type NOT IN (SELECT name FROM patron_type_code)
ORDER BY name;
