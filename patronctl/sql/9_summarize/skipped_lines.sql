-- Reads message, line_of: the lines of the skipped records, in the order of the file.
SELECT line_of.line
FROM line_of
WHERE line_of.record IN (SELECT record FROM message WHERE severity = 'E')
ORDER BY line_of.line;
