-- Reads what was set aside while the feed was settled, writes `unreadable`: the lines that are no records, each with its number, text and reason.
CREATE TEMP TABLE unreadable AS
{% if path %}
SELECT line, text, reason
FROM read_csv({{ path | param }}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
    columns = {'line': 'BIGINT', 'text': 'VARCHAR', 'reason': 'VARCHAR'}, max_line_size = {{ max_line_bytes | param }}, new_line = '\n');
{% else %}
SELECT NULL::BIGINT AS line, NULL::VARCHAR AS text, NULL::VARCHAR AS reason LIMIT 0;
{% endif %}

-- Writes `glimpsed_value`: whatever stands between the delimiters of these lines, in any column.
CREATE TEMP TABLE glimpsed_value AS
SELECT DISTINCT trim(value) AS value
FROM (
    SELECT unnest(string_split(translate(replace(text, {{ quote | param }}, ''), {{ line_ends | param }}, {{ (delimiter ~ delimiter) | param }}), {{ delimiter | param }})) AS value
    FROM unreadable
)
WHERE trim(value) <> '';
