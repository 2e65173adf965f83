-- Reads the feed, writes a temporary table of text: the least that anything can do which looks at every value.
CREATE TEMP TABLE feed AS
SELECT *
FROM read_csv($feed, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = $columns);
