-- Reads the feed as bare lines and unreadable, writes begun: the lines on which a record begins, where some records are several lines, or
-- some lines are none. A line begins a record when the quotes before it are balanced and it isn't blank.
CREATE TEMP TABLE begun AS
WITH text AS (
    SELECT row_number() OVER () AS line, coalesce(bare, '') AS bare
    FROM read_csv({{ path | param }}, auto_detect = false, header = false, delim = {{ unit | param }}, quote = '', escape = '',
        columns = {'bare': 'VARCHAR'}, max_line_size = {{ max_line_bytes | param }}, null_padding = true, strict_mode = false)
), counted AS (
    SELECT line, bare, sum(length(bare) - length(replace(bare, {{ quote | param }}, ''))) OVER (ORDER BY line) - (length(bare) - length(replace(bare, {{ quote | param }}, ''))) AS quotes_before
    FROM text
    WHERE line >= {{ first_line | param }}
)
SELECT row_number() OVER (ORDER BY line) - 1 AS record, line
FROM counted
WHERE quotes_before % 2 = 0 AND trim(bare, {{ line_end | param }}) <> '' AND line NOT IN (SELECT line FROM unreadable WHERE line IS NOT NULL);

-- Reads begun, record; writes the view `line_of`: the line of each record. Where the count doesn't fit, no line is better than a wrong one.
CREATE TEMP VIEW line_of AS
SELECT record, line FROM begun WHERE (SELECT count(*) FROM begun) = (SELECT count(*) FROM record);
