-- Reads circulation_reject: the lines of the circulation file that can't be read.
SELECT DISTINCT line FROM circulation_reject ORDER BY line;
