-- Reads unreadable: where in the feed the lines that are no records begin.
SELECT byte_position FROM unreadable ORDER BY byte_position;
