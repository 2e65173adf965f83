-- Reads target, message, patron_type_code: the patron types that this run creates, though the patron may have had it while the district
-- still knew it. Of each record that brings one something is said; from then on it is known.
SELECT DISTINCT target.patron_type AS name
FROM target
WHERE target.record IN (SELECT record FROM message WHERE code = 'patron_type_created')
    AND target.patron_type IS NOT NULL AND target.patron_type NOT IN (SELECT name FROM patron_type_code)
ORDER BY name;
