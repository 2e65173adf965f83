-- Reads what the feed's reader rejected: how many lines are no records to it.
SELECT count(DISTINCT line_byte_position) AS lines FROM reject_errors;
