-- Reads what the feed's reader rejected, writes `unreadable`: one row per line that is no record, with its bytes' place and text.
-- The line is found out from the place: the reader counts a record of several lines as one.
CREATE TEMP TABLE unreadable AS
SELECT
    line_byte_position + strlen(min(csv_line)) - strlen(ltrim(min(csv_line), {{ line_ends | param }})) AS byte_position,
    NULL::BIGINT AS line,
    trim(min(csv_line), {{ line_ends | param }}) AS text,
    string_agg(DISTINCT error_message, '; ' ORDER BY error_message) AS reason
FROM reject_errors
GROUP BY line_byte_position;
