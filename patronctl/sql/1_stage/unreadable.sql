-- Reads what the feed's reader rejected, writes `unreadable`: one row per line that is no record, with its bytes' place and text.
CREATE TEMP TABLE unreadable AS
SELECT
    line_byte_position AS byte_position,
    min(line) AS line,
    min(csv_line) AS text,
    string_agg(DISTINCT error_message, '; ' ORDER BY error_message) AS reason
FROM reject_errors
GROUP BY line_byte_position;
